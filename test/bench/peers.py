"""Times training steps of the reference models (models.ts has the same) in Keras or PyTorch.

    python peers.py keras|torch|torch-compile MODEL BATCH STEPS THREADS cpu|cuda

Speaks protocol.ts on stdin and stdout: says that it is ready, answers "round" with the milliseconds of a step, the mean
over STEPS after a few that are not timed, and "finish" with its peak memory. Adam, mean squared error (of vae20 binary
cross-entropy in nats, of dcgan both players' moves); samples in memory as float32, in random order. Keras runs as users run it, `fit`; PyTorch as a loop, eager or with the model compiled.
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

SHAPES = {"dense": (784,), "lstm": (28, 28), "conv64": (64, 64, 3)}
SHAPES |= {name: (28, 28, 1) for name in ("conv", "vae", "vae20", "vqvae", "dcgan")}


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


def keras_gan():
    """As keras.io's “GAN overriding train_step”: the discriminator moves, then the generator, each with noise of its own."""
    import keras
    import tensorflow as tf
    from keras import layers

    def normalized():
        return [layers.BatchNormalization(), layers.ReLU()]

    def judge(filters):
        return layers.Conv2D(filters, 4, 2, "same", activation="leaky_relu")

    class Gan(keras.Model):
        def __init__(self):
            super().__init__()
            seed = [keras.Input((64,)), layers.Dense(7 * 7 * 64), layers.Reshape((7, 7, 64)), *normalized()]
            drawing = [layers.Conv2DTranspose(32, 4, 2, "same"), *normalized()]
            self.generator = keras.Sequential(
                [*seed, *drawing, layers.Conv2DTranspose(1, 4, 2, "same", activation="sigmoid")]
            )
            judging = [keras.Input(SHAPES["dcgan"]), judge(32), judge(64), layers.Dropout(0.3)]
            self.discriminator = keras.Sequential([*judging, layers.Flatten(), layers.Dense(1)])
            self.optimizers = [keras.optimizers.Adam(5e-4, beta_1=0.5) for _ in range(2)]
            self.told = keras.losses.BinaryCrossentropy(from_logits=True)

        def generate(self, count):
            return self.generator(keras.random.normal((count, 64)), training=True)

        def train_step(self, data):
            real = data[0]
            count = tf.shape(real)[0]
            yes, no = tf.ones((count, 1)), tf.zeros((count, 1))
            with tf.GradientTape() as tape:
                generated = self.generate(count)
                loss = self.told(yes * 0.9, self.discriminator(real, training=True))
                loss += self.told(no, self.discriminator(generated, training=True))
            weights = self.discriminator.trainable_weights
            self.optimizers[0].apply(tape.gradient(loss, weights), weights)
            with tf.GradientTape() as tape:
                loss = self.told(yes, self.discriminator(self.generate(count), training=True))
            weights = self.generator.trainable_weights
            self.optimizers[1].apply(tape.gradient(loss, weights), weights)
            return {"loss": loss}

        def count_params(self):
            return self.generator.count_params() + self.discriminator.count_params()

    gan = Gan()
    gan.compile()
    return gan


def start_keras(name, batch, steps, threads, device):
    import keras
    import tensorflow as tf

    if device == "cuda" and not tf.config.list_physical_devices("GPU"):
        sys.exit("TensorFlow finds no GPU.")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    def nats(target, output):
        return keras.ops.mean(keras.ops.sum(keras.losses.binary_crossentropy(target, output), axis=(1, 2)))

    if name == "dcgan":
        model = keras_gan()
    else:
        model = keras_model(name)
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


def torch_gan(device):
    """Generator and discriminator, and the losses of each: as in keras_gan()."""
    import torch
    from torch import nn

    def normalized(channels):
        # Keras's momentum and epsilon.
        return [nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01), nn.ReLU()]

    def judge(before, after):
        return [nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(0.2)]

    seed = [nn.Linear(64, 7 * 7 * 64), nn.Unflatten(1, (64, 7, 7)), *normalized(64)]
    drawing = [nn.ConvTranspose2d(64, 32, 4, 2, 1), *normalized(32), nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Sigmoid()]
    generator = nn.Sequential(*seed, *drawing).to(device)
    judging = [*judge(1, 32), *judge(32, 64), nn.Dropout(0.3), nn.Flatten(), nn.Linear(7 * 7 * 64, 1)]
    discriminator = nn.Sequential(*judging).to(device)

    def told(verdicts, as_real):
        return nn.functional.binary_cross_entropy_with_logits(verdicts, torch.full_like(verdicts, as_real))

    def generate(count):
        return generator(torch.randn(count, 64, device=device))

    def discriminators_loss(real):
        with torch.no_grad():
            generated = generate(len(real))
        return told(discriminator(real), 0.9) + told(discriminator(generated), 0.0)

    def generators_loss(real):
        return told(discriminator(generate(len(real))), 1.0)

    return (discriminator, discriminators_loss), (generator, generators_loss)


def start_torch(name, size, steps, threads, device, compiled=False):
    import torch

    torch.set_num_threads(threads)
    shape = SHAPES[name] if len(SHAPES[name]) < 3 else (SHAPES[name][2], *SHAPES[name][:2])
    data = torch.rand(size * steps, *shape, device=device)

    def reconstruction(x):
        output = model(x)
        if name == "vae20":
            compared = torch.nn.functional.binary_cross_entropy(output, x, reduction="sum") / len(x)
        else:
            compared = ((output - x) ** 2).mean()
        return compared + getattr(model, "more_loss", 0)

    if name == "dcgan":
        players = torch_gan(device)
        moves = [(part, loss, torch.optim.Adam(part.parameters(), 5e-4, (0.5, 0.999))) for part, loss in players]
    else:
        model = torch_model(name).to(device)
        moves = [(model, reconstruction, torch.optim.Adam(model.parameters(), 1e-3))]
    if compiled:
        moves = [(part, torch.compile(loss), optimizer) for part, loss, optimizer in moves]

    def run(count):
        for indices in torch.randperm(len(data), device=device)[: size * count].split(size):
            batch = data[indices]
            for part, objective, optimizer in moves:
                optimizer.zero_grad()
                loss = objective(batch)
                # The others' gradients are not wanted, and not computed.
                loss.backward(inputs=list(part.parameters()))
                optimizer.step()
        # Also waits for a GPU.
        return loss.item()

    # PyTorch's LSTM has two biases where TensorFlow.js and Keras have one.
    named = [pair for part, *_ in moves for pair in (*part.named_parameters(), *part.named_buffers())]
    weights = sum(p.numel() for key, p in named if "bias_hh" not in key and "num_batches" not in key)
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
