"""A scikit-learn training run: a neural network learns to read handwritten digits, in a loop of partial_fit.

pip install scikit-learn
python3 examples/scikit_learn.py
"""

import os
import pickle
import time

from support import OwnLog, Pace, argument_parser, checkpoint_path, shadower_training

import numpy
from sklearn.datasets import load_digits
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

BATCH_SIZE = 64


def save(path, state):
    """A checkpoint is there whole or not at all: a kill in the middle leaves the last one."""
    with open(path + ".new", "wb") as file:
        pickle.dump(state, file)
    os.replace(path + ".new", path)


def main():
    parser = argument_parser(__doc__.splitlines()[0], epochs=30, agent="digits-agent")
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="of Adam")
    parser.add_argument("--hidden", type=int, default=64, help="units of the hidden layer")
    options = parser.parse_args()

    digits = load_digits()
    images, validation_images, labels, validation_labels = train_test_split(
        digits.data / 16.0, digits.target, test_size=0.25, random_state=options.seed, stratify=digits.target
    )
    classes = numpy.unique(digits.target)
    steps_per_epoch = len(images) // BATCH_SIZE
    config = {
        "model_base": "MLPClassifier",
        "training_type": "from_scratch",
        "learning_rate": options.learning_rate,
        "batch_size": BATCH_SIZE,
        "hidden": options.hidden,
        "epochs": options.epochs,
        "seed": options.seed,
        "dataset": {
            "size": len(images),
            "source": "sklearn.datasets.load_digits",
            "train_val_test_split": [0.75, 0.25, 0.0],
        },
    }

    with shadower_training.start(
        agent_id=options.agent,
        config=config,
        name=options.name or "digits",
        session_id=options.resume or options.session,
        resume=bool(options.resume),
        total_epochs=options.epochs,
        total_steps=options.epochs * steps_per_epoch,
    ) as session:
        path = checkpoint_path(options.checkpoint, session)
        state = {
            "model": MLPClassifier(
                (options.hidden,), learning_rate_init=options.learning_rate, random_state=options.seed
            ),
            "order": numpy.random.RandomState(options.seed),
            "epoch": 0,
            "attempt": 1,
        }
        if options.resume and os.path.exists(path):
            with open(path, "rb") as file:
                state = pickle.load(file)  # our own file: never unpickle somebody else's
            state["attempt"] += 1
        save(path, state)
        model, attempt = state["model"], state["attempt"]
        step = state["epoch"] * steps_per_epoch
        own_log = OwnLog(options.log)
        pace = Pace(options.seconds, options.epochs * steps_per_epoch - step)

        for epoch in range(state["epoch"], options.epochs):
            order = state["order"].permutation(len(images))
            busy = 0.0
            for index in range(steps_per_epoch):
                begin = time.perf_counter()
                batch = order[index * BATCH_SIZE : (index + 1) * BATCH_SIZE]
                model.partial_fit(images[batch], labels[batch], classes=classes)
                busy += time.perf_counter() - begin
                metrics = {"training_loss": float(model.loss_), "learning_rate": options.learning_rate}
                session.log(metrics, step=step, epoch=epoch)
                own_log.write(attempt, step, epoch, metrics)
                step += 1
                pace.wait()

            with session.phase("evaluation"):
                chances = model.predict_proba(validation_images)
            metrics = {
                "validation_loss": float(log_loss(validation_labels, chances, labels=classes)),
                "validation_accuracy": float((classes[chances.argmax(axis=1)] == validation_labels).mean()),
                "samples_per_second": steps_per_epoch * BATCH_SIZE / busy,
            }
            session.log(metrics, step=step - 1, epoch=epoch)
            own_log.write(attempt, step - 1, epoch, metrics)
            print(
                "epoch %3d  training loss %.4f  validation loss %.4f  accuracy %.3f"
                % (epoch, model.loss_, metrics["validation_loss"], metrics["validation_accuracy"]),
                flush=True,
            )

            if (epoch + 1) % options.checkpoint_every == 0 or epoch + 1 == options.epochs:
                save(path, dict(state, epoch=epoch + 1))
                session.event("checkpoint", title=options.checkpoint and os.path.basename(path), step=step - 1)
            if session.should_stop():
                print("stopped by the server: %s" % session.stop_reason)
                break


if __name__ == "__main__":
    main()
