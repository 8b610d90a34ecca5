"""Times training steps of the reference models (models.ts has the same) in Keras or PyTorch.

    python peers.py keras|torch|torch-compile MODEL BATCH STEPS THREADS cpu|cuda

Speaks protocol.ts on stdin and stdout: says that it is ready, answers "round" with the milliseconds of a step, the mean
over STEPS after a few that are not timed, and "finish" with its peak memory. Adam, mean squared error (of vae20 binary
cross-entropy in nats); samples in memory as float32, in random order. Keras runs as users run it, `fit`; PyTorch as a loop, eager or with the model compiled.
"""
import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
if sys.argv[6:] != ["cuda"]:
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"

import numpy as np

SHAPES = {"dense": (784,), "conv": (28, 28, 1), "lstm": (28, 28), "vae": (28, 28, 1), "vae20": (28, 28, 1), "vqvae": (28, 28, 1), "conv64": (64, 64, 3)}


def keras_model(name):
    import keras
    from keras import layers, ops

    def down(filters):
        return layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")

    def up(filters, activation="relu", strides=2):
        return layers.Conv2DTranspose(filters, 3, strides=strides, padding="same", activation=activation)

    class Draw(layers.Layer):
        def call(self, pair):
            mean, log_variance = pair
            terms = 1 + log_variance - ops.square(mean) - ops.exp(log_variance)
            self.add_loss(ops.mean(-0.5 * ops.sum(terms, axis=1)) / (784 if name == "vae" else 1))
            return mean + ops.exp(0.5 * log_variance) * keras.random.normal(ops.shape(mean))

    class Quantise(layers.Layer):
        # As in https://keras.io/examples/generative/vq_vae/
        def build(self, shape):
            self.codes = self.add_weight(shape=(shape[-1], 128), initializer="uniform")

        def call(self, x):
            flat = ops.reshape(x, (-1, x.shape[-1]))
            distances = ops.sum(flat**2, 1, keepdims=True) + ops.sum(self.codes**2, 0) - 2 * ops.matmul(flat, self.codes)
            chosen = ops.one_hot(ops.argmin(distances, 1), 128)
            codes = ops.reshape(ops.matmul(chosen, ops.transpose(self.codes)), ops.shape(x))
            commitment = ops.mean((ops.stop_gradient(codes) - x) ** 2)
            self.add_loss(0.25 * commitment + ops.mean((codes - ops.stop_gradient(x)) ** 2))
            return x + ops.stop_gradient(codes - x)

    inputs = keras.Input(SHAPES[name])
    if name == "vqvae":
        encoded = layers.Conv2D(16, 1, padding="same")(down(64)(down(32)(inputs)))
        return keras.Model(inputs, up(1, "sigmoid", 1)(up(32)(up(64)(Quantise()(encoded)))))
    if name in ("vae", "vae20"):
        hidden = layers.Dense(16, "relu")(layers.Flatten()(down(64)(down(32)(inputs))))
        latents = 2 if name == "vae" else 20
        latent = Draw()([layers.Dense(latents)(hidden), layers.Dense(latents)(hidden)])
        decoded = layers.Reshape((7, 7, 64))(layers.Dense(7 * 7 * 64, "relu")(latent))
        return keras.Model(inputs, up(1, "sigmoid", 1)(up(32)(up(64)(decoded))))
    body = {
        "dense": lambda: [layers.Dense(n, "relu") for n in (128, 64, 32, 64, 128)] + [layers.Dense(784, "sigmoid")],
        "conv": lambda: [down(32), down(64), up(32), up(1, "sigmoid")],
        "lstm": lambda: [
            layers.LSTM(64),
            layers.RepeatVector(28),
            layers.LSTM(64, return_sequences=True),
            layers.Dense(28, "sigmoid"),
        ],
        "conv64": lambda: [down(32), down(64), down(128), up(64), up(32), up(3, "sigmoid")],
    }[name]()
    return keras.Sequential([inputs, *body])


def start_keras(name, batch, steps, threads, device):
    import keras
    import tensorflow as tf

    if device == "cuda" and not tf.config.list_physical_devices("GPU"):
        sys.exit("TensorFlow finds no GPU.")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    model = keras_model(name)


    def nats(target, output):
        return keras.ops.mean(keras.ops.sum(keras.losses.binary_crossentropy(target, output), axis=(1, 2)))

    model.compile(keras.optimizers.Adam(1e-3), nats if name == "vae20" else "mse")
    x = np.random.default_rng(0).random((batch * steps, *SHAPES[name]), dtype=np.float32)

    def run(count):
        part = x[: batch * count]
        return model.fit(part, part, batch_size=batch, epochs=1, verbose=0).history["loss"][-1]

    return f"Keras {keras.__version__}, TensorFlow {tf.__version__}", model.count_params(), run


def torch_model(name):
    import torch
    from torch import nn

    def down(before, after):
        return [nn.Conv2d(before, after, 3, 2, 1), nn.ReLU()]

    def up(before, after, activation=nn.ReLU):
        return [nn.ConvTranspose2d(before, after, 3, 2, 1, 1), activation()]

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.LSTM(28, 64, batch_first=True)
            self.decoder = nn.LSTM(64, 64, batch_first=True)
            self.output = nn.Linear(64, 28)

        def forward(self, x):
            last = self.encoder(x)[1][0][-1]
            decoded = self.decoder(last[:, None].expand(-1, 28, -1))[0]
            return torch.sigmoid(self.output(decoded))

    class Variational(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.Sequential(*down(1, 32), *down(32, 64), nn.Flatten(), nn.Linear(7 * 7 * 64, 16), nn.ReLU())
            latents = 2 if name == "vae" else 20
            self.mean, self.log_variance = nn.Linear(16, latents), nn.Linear(16, latents)
            grown = [nn.Linear(latents, 7 * 7 * 64), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)), *up(64, 64), *up(64, 32)]
            self.decoder = nn.Sequential(*grown, nn.ConvTranspose2d(32, 1, 3, 1, 1), nn.Sigmoid())

        def forward(self, x):
            hidden = self.encoder(x)
            mean, log_variance = self.mean(hidden), self.log_variance(hidden)
            terms = 1 + log_variance - mean**2 - log_variance.exp()
            self.more_loss = (-0.5 * terms.sum(1)).mean() / (784 if name == "vae" else 1)
            return self.decoder(mean + (0.5 * log_variance).exp() * torch.randn_like(mean))

    class Quantised(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.Sequential(*down(1, 32), *down(32, 64), nn.Conv2d(64, 16, 1))
            self.codes = nn.Parameter(torch.rand(128, 16) * 0.1 - 0.05)
            self.decoder = nn.Sequential(*up(16, 64), *up(64, 32), nn.ConvTranspose2d(32, 1, 3, 1, 1), nn.Sigmoid())

        def forward(self, x):
            encoded = self.encoder(x).permute(0, 2, 3, 1)
            flat = encoded.reshape(-1, 16)
            distances = (flat**2).sum(1, keepdim=True) + (self.codes**2).sum(1) - 2 * flat @ self.codes.T
            codes = nn.functional.embedding(distances.argmin(1), self.codes).view_as(encoded)
            commitment = ((codes.detach() - encoded) ** 2).mean()
            self.more_loss = 0.25 * commitment + ((codes - encoded.detach()) ** 2).mean()
            return self.decoder((encoded + (codes - encoded).detach()).permute(0, 3, 1, 2))

    if name == "dense":
        sizes = [784, 128, 64, 32, 64, 128, 784]
        layers = [layer for pair in zip(sizes, sizes[1:]) for layer in (nn.Linear(*pair), nn.ReLU())]
        return nn.Sequential(*layers[:-1], nn.Sigmoid())
    if name == "conv":
        return nn.Sequential(*down(1, 32), *down(32, 64), *up(64, 32), *up(32, 1, nn.Sigmoid))
    if name == "conv64":
        back = [*up(128, 64), *up(64, 32), *up(32, 3, nn.Sigmoid)]
        return nn.Sequential(*down(3, 32), *down(32, 64), *down(64, 128), *back)
    return {"lstm": Recurrent, "vae": Variational, "vae20": Variational, "vqvae": Quantised}[name]()


def start_torch(name, batch, steps, threads, device, compiled=False):
    import torch

    torch.set_num_threads(threads)
    shape = SHAPES[name] if len(SHAPES[name]) < 3 else (SHAPES[name][2], *SHAPES[name][:2])
    model = torch_model(name).to(device)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    data = torch.rand(batch * steps, *shape, device=device)

    def loss_of(x):
        output = model(x)
        if name == "vae20":
            compared = torch.nn.functional.binary_cross_entropy(output, x, reduction="sum") / len(x)
        else:
            compared = ((output - x) ** 2).mean()
        return compared + getattr(model, "more_loss", 0)

    objective = torch.compile(loss_of) if compiled else loss_of

    def run(count):
        for indices in torch.randperm(len(data), device=device)[: batch * count].split(batch):
            optimizer.zero_grad()
            loss = objective(data[indices])
            loss.backward()
            optimizer.step()
        # Also waits for a GPU.
        return loss.item()

    # PyTorch's LSTM has two biases where TensorFlow.js and Keras have one.
    doubled = sum(p.numel() for key, p in model.named_parameters() if "bias_hh" in key)
    weights = sum(p.numel() for p in model.parameters()) - doubled
    return f"PyTorch {torch.__version__}{' compiled' if compiled else ''}", weights, run


def peak_memory():
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


WARM_UP = 5


def main(framework, name, batch, steps, threads, device):
    # Libraries may print on stdout; the protocol goes out by a copy of it.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(**message):
        print(json.dumps(message), file=out, flush=True)

    if framework == "keras":
        title, weights, run = start_keras(name, batch, steps, threads, device)
    else:
        title, weights, run = start_torch(name, batch, steps, threads, device, framework == "torch-compile")
    run(min(WARM_UP, steps))
    say(title=title, weights=weights, compileMilliseconds=None, kernels=None, nodes=None)
    for line in sys.stdin:
        if line.strip() == "finish":
            say(peakMemory=peak_memory(), operationsPerStep=None)
            break
        run(min(WARM_UP, steps))
        begun = time.perf_counter()
        loss = run(steps)
        say(millisecondsPerStep=1e3 * (time.perf_counter() - begun) / steps, loss=loss)


main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]), sys.argv[6])
