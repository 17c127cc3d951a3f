"""A training run that needs nothing but Python: a small neural network learns to tell two spirals apart.

Real gradients by hand, mini-batches, momentum, a warm-up and a cosine schedule, data it makes itself. Try

    python3 examples/plain_python.py
    python3 examples/plain_python.py --overfit
"""

import json
import math
import os
import random
import time

from support import OwnLog, Pace, argument_parser, checkpoint_path, shadower_training


def make_spirals(count, turn, noise, wrong_labels, generator):
    """Points of two interleaved spirals (`turn` in radians) with labels 0 and 1, a share of which is wrong."""
    samples = []
    for index in range(count):
        label = index % 2
        distance = math.sqrt(generator.random())
        angle = turn * distance + math.pi * label
        point = [2 * distance * wave(angle) + generator.gauss(0, noise) for wave in (math.cos, math.sin)]
        samples.append((point, label if generator.random() >= wrong_labels else 1 - label))
    return samples


class Network:
    """Two hidden layers of tanh units and one logistic output, trained by SGD with momentum."""

    def __init__(self, hidden, generator):
        sizes = [2, hidden, hidden, 1]
        # A neuron is a list of weights with its bias at the end; scaled by its inputs (Glorot and Bengio, 2010).
        self.layers = [
            [[generator.gauss(0, 1) / math.sqrt(inputs) for _ in range(inputs)] + [0.0] for _ in range(outputs)]
            for inputs, outputs in zip(sizes, sizes[1:])
        ]
        self.velocity = self.zeros()

    def zeros(self):
        return [[[0.0] * len(neuron) for neuron in layer] for layer in self.layers]

    def parameters(self):
        return sum(len(neuron) for layer in self.layers for neuron in layer)

    def forward(self, point):
        """Activations of every layer, each with a 1 behind it for the bias, and the output's logit."""
        activations = [point + [1.0]]
        for layer in self.layers[:-1]:
            inputs = activations[-1]
            activations.append([math.tanh(sum(map(float.__mul__, neuron, inputs))) for neuron in layer] + [1.0])
        return activations, sum(map(float.__mul__, self.layers[-1][0], activations[-1]))

    def loss_and_gradient(self, batch):
        """Mean cross-entropy of a batch, and its gradient by backpropagation."""
        gradient = self.zeros()
        loss = 0.0
        for point, label in batch:
            activations, logit = self.forward(point)
            loss += cross_entropy(logit, label)
            errors = [probability(logit) - label]
            for index in range(len(self.layers) - 1, -1, -1):
                inputs = activations[index]
                for error, row in zip(errors, gradient[index]):
                    for position, value in enumerate(inputs):
                        row[position] += error * value
                if index:
                    layer = self.layers[index]
                    errors = [
                        (1.0 - value * value) * sum(error * neuron[position] for error, neuron in zip(errors, layer))
                        for position, value in enumerate(inputs[:-1])
                    ]
        for layer in gradient:
            for row in layer:
                row[:] = [value / len(batch) for value in row]
        return loss / len(batch), gradient

    def update(self, gradient, learning_rate, momentum, weight_decay):
        for layer, slopes, speeds in zip(self.layers, gradient, self.velocity):
            for neuron, slope, speed in zip(layer, slopes, speeds):
                speed[:] = [
                    momentum * v - learning_rate * (g + weight_decay * w) for v, g, w in zip(speed, slope, neuron)
                ]
                neuron[:] = [weight + v for weight, v in zip(neuron, speed)]

    def evaluate(self, samples):
        """Mean cross-entropy and share of right answers."""
        logits = [self.forward(point)[1] for point, _ in samples]
        loss = sum(cross_entropy(logit, label) for logit, (_, label) in zip(logits, samples)) / len(samples)
        right = sum((logit > 0) == (label == 1) for logit, (_, label) in zip(logits, samples))
        return loss, right / len(samples)


def probability(logit):
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -700 else 0.0


def cross_entropy(logit, label):
    """-log of the probability of the label, without overflow."""
    margin = logit if label else -logit
    return math.log1p(math.exp(-abs(margin))) + max(0.0, -margin)


def norm(gradient):
    return math.sqrt(sum(value * value for layer in gradient for row in layer for value in row))


def scheduled(peak, step, steps, warmup):
    """Warm-up in a line, then down in half a cosine."""
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def save(path, network, generator, epoch, step, attempt):
    """A checkpoint is there whole or not at all: a kill in the middle leaves the last one."""
    state = {
        "layers": network.layers,
        "velocity": network.velocity,
        "random": generator.getstate(),
        "epoch": epoch,
        "step": step,
        "attempt": attempt,
    }
    with open(path + ".new", "w", encoding="ascii") as file:
        json.dump(state, file)
    os.replace(path + ".new", path)


def load(path, network, generator):
    with open(path, encoding="ascii") as file:
        state = json.load(file)
    network.layers, network.velocity = state["layers"], state["velocity"]
    version, numbers, gauss = state["random"]
    generator.setstate((version, tuple(numbers), gauss))
    return state["epoch"], state["step"], state["attempt"]


def main():
    parser = argument_parser(__doc__.splitlines()[0], epochs=40, agent="spiral-agent")
    parser.add_argument(
        "--overfit", action="store_true", help="little, noisy and partly wrong training data for a large network"
    )
    options = parser.parse_args()

    if options.overfit:  # 60 samples can be learnt by heart, which says little about other ones
        data = {"turn": 3.5, "noise": 0.4, "wrong_labels": 0.1}
        config = {"learning_rate": 0.1, "batch_size": 20, "hidden": 32, "weight_decay": 0.0, "schedule": "constant"}
        size, passes = 60, 6  # so few samples are passed six times before each evaluation: that is called an epoch here
    else:
        data = {"turn": 6.5, "noise": 0.12, "wrong_labels": 0.0}
        config = {"learning_rate": 0.03, "batch_size": 32, "hidden": 16, "weight_decay": 1e-4, "schedule": "cosine"}
        size, passes = 800, 1
    config.update(
        model_base="mlp",
        training_type="from_scratch",
        momentum=0.9,
        warmup_steps=20,
        epochs=options.epochs,
        seed=options.seed,
        data=data,
        dataset={"size": size, "source": "two noisy spirals, made by the script"},
    )
    generator = random.Random(options.seed)
    training = make_spirals(size, generator=generator, **data)
    validation = make_spirals(300, generator=generator, **data)
    network = Network(config["hidden"], generator)
    steps_per_epoch = passes * len(training) // config["batch_size"]
    steps = steps_per_epoch * options.epochs

    with shadower_training.start(
        agent_id=options.agent,
        config=config,
        name=options.name or ("spirals, overfitting" if options.overfit else "spirals"),
        session_id=options.resume or options.session,
        resume=bool(options.resume),
        total_epochs=options.epochs,
        total_steps=steps,
        architecture={"parameters": network.parameters(), "layers": 3},
        planned_schedule={"kind": config["schedule"], "warmup": config["warmup_steps"]},
    ) as session:
        path = checkpoint_path(options.checkpoint, session)
        first_epoch, step, attempt = 0, 0, 1
        if options.resume and os.path.exists(path):
            first_epoch, step, attempt = load(path, network, generator)
            attempt += 1
        save(path, network, generator, first_epoch, step, attempt)
        own_log = OwnLog(options.log)
        pace = Pace(options.seconds, steps - step)

        for epoch in range(first_epoch, options.epochs):
            order = [sample for _ in range(passes) for sample in generator.sample(training, len(training))]
            busy = 0.0
            for index in range(steps_per_epoch):
                begin = time.perf_counter()
                batch = order[index * config["batch_size"] : (index + 1) * config["batch_size"]]
                loss, gradient = network.loss_and_gradient(batch)
                learning_rate = config["learning_rate"]
                if config["schedule"] == "cosine" or step < config["warmup_steps"]:
                    learning_rate = scheduled(config["learning_rate"], step, steps, config["warmup_steps"])
                network.update(gradient, learning_rate, config["momentum"], config["weight_decay"])
                busy += time.perf_counter() - begin

                metrics = {"training_loss": loss, "learning_rate": learning_rate, "gradient_norm": norm(gradient)}
                session.log(metrics, step=step, epoch=epoch)
                own_log.write(attempt, step, epoch, metrics)
                step += 1
                pace.wait()

            with session.phase("evaluation"):
                validation_loss, accuracy = network.evaluate(validation)
            metrics = {
                "validation_loss": validation_loss,
                "validation_accuracy": accuracy,
                "samples_per_second": steps_per_epoch * config["batch_size"] / busy,
            }
            session.log(metrics, step=step - 1, epoch=epoch)
            own_log.write(attempt, step - 1, epoch, metrics)
            print(
                "epoch %3d  training loss %.4f  validation loss %.4f  accuracy %.3f"
                % (epoch, loss, validation_loss, accuracy),
                flush=True,
            )

            if (epoch + 1) % options.checkpoint_every == 0 or epoch + 1 == options.epochs:
                save(path, network, generator, epoch + 1, step, attempt)
                session.event("checkpoint", title=options.checkpoint and os.path.basename(path), step=step - 1)
            if session.should_stop():
                print("stopped by the server: %s" % session.stop_reason)
                break


if __name__ == "__main__":
    main()
