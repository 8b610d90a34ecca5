"""What every objective shares: the step, its figures, the losses, the optimizer, and the learning rate's way. Owns no objective."""

import math

import keras
import tensorflow as tf
from data import MISSING


class Objective(keras.Model):
    """Trains `net` (from model.py). Each objective says in `measure` what the loss of a batch is."""

    terms = ()

    def __init__(self, net, settings):
        super().__init__(name="training")
        self.net = net
        self.settings = settings
        # None where values have no limits: then they are scaled to a deviation of 1.
        self.low, self.high = settings["data"]["range"] or (None, None)
        self.means = {name: keras.metrics.Mean(name=name) for name in ("loss", *self.terms)}
        self.built = True

    @property
    def objective(self):
        return self.settings["objective"]["params"]

    @property
    def metrics(self):
        return list(self.means.values())

    def call(self, x, training=False):
        return self.net(x, training=training)

    def measure(self, x, y, training):
        """The loss of a batch, and its terms by name: scalars."""
        raise NotImplementedError

    def at(self, epochs):
        """Called before each batch with the epochs done so far, as a fraction: for what changes while training goes on."""

    def compile_for(self, training):
        self.compile(optimizer=optimizer_of(training), jit_compile=False)
        self.optimizer.build(self.trainable_variables)

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        """Everything is built already. Keras would look at a batch first, which among several workers is no tensor."""

    def finish(self):
        """Called when training has ended, before the weights are saved."""

    def set_learning_rate(self, rate):
        self.optimizer.learning_rate = rate

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss, terms = self.measure(x, y, training=True)
            loss += penalties(self)
            shared = loss / tf.distribute.get_strategy().num_replicas_in_sync
        weights = self.trainable_variables
        # An embedding's gradient comes as slices, of which Keras's optimizers square each by itself, although several are of one word.
        pairs = [(tf.convert_to_tensor(g), w) for g, w in zip(tape.gradient(shared, weights), weights) if g is not None]
        self.optimizer.apply_gradients(pairs)
        return self.track(x, loss, terms)

    def test_step(self, data):
        x, y = data
        loss, terms = self.measure(x, y, training=False)
        return self.track(x, loss + penalties(self), terms)

    def track(self, x, loss, terms):
        for name, value in {"loss": loss, **terms}.items():
            self.means[name].update_state(value, sample_weight=tf.shape(x)[0])
        several = isinstance(tf.distribute.get_strategy(), tf.distribute.MultiWorkerMirroredStrategy)
        # Among several workers Keras takes the mean along the first axis, so there must be one.
        return {name: mean.result()[None] if several else mean.result() for name, mean in self.means.items()}


def penalties(model):
    """L1 and L2 penalties of weights and activities, where layers have them."""
    found = model.losses
    return tf.add_n(found) if found else 0.0


def element_losses(kind, target, predicted, huber_delta=1.0):
    """The loss of each value."""
    if kind == "meanSquaredError":
        return tf.square(predicted - target)
    if kind == "meanAbsoluteError":
        return tf.abs(predicted - target)
    if kind == "huber":
        error = tf.abs(predicted - target)
        squared = tf.minimum(error, huber_delta)
        return 0.5 * tf.square(squared) + huber_delta * (error - squared)
    if kind == "binaryCrossentropy":
        p = tf.clip_by_value(predicted, 1e-7, 1 - 1e-7)
        return -(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p))
    raise ValueError(f"There is no loss called {kind}.")


def there(values):
    """1 where a value is there, 0 where it is missing."""
    return tf.cast(values > MISSING, tf.float32)


def mean_where(values, counts):
    """The mean of the values that count; 0 where none do."""
    return tf.reduce_sum(values * counts) / tf.maximum(tf.reduce_sum(counts), 1.0)


def reconstruction_loss(objective, target, predicted):
    """The mean over all values that are there, by the loss that the settings name."""
    target = tf.reshape(target, tf.shape(predicted))
    observed = there(target)
    target = tf.where(observed > 0, target, 0.0)
    losses = element_losses(objective["loss"], target, predicted, objective.get("huberDelta", 1.0))
    return mean_where(losses, observed)


def optimizer_of(training, factor=1.0):
    kind, params = training["optimizer"]["kind"], training["optimizer"]["params"]
    clipping = training["gradientClipping"]
    common = {"learning_rate": training["learningRate"] * factor}
    if clipping:
        common[{"globalNorm": "global_clipnorm", "value": "clipvalue"}[clipping["by"]]] = clipping["limit"]
    names = {
        "beta1": "beta_1",
        "beta2": "beta_2",
        "weightDecay": "weight_decay",
        "initialAccumulator": "initial_accumulator_value",
    }
    own = {names.get(name, name): value for name, value in params.items()}
    classes = {
        "sgd": keras.optimizers.SGD,
        "momentum": keras.optimizers.SGD,
        "adagrad": keras.optimizers.Adagrad,
        "adadelta": keras.optimizers.Adadelta,
        "adam": keras.optimizers.Adam,
        "adamax": keras.optimizers.Adamax,
        "rmsprop": keras.optimizers.RMSprop,
        "adamw": keras.optimizers.AdamW,
    }
    return classes[kind](**common, **own)


class LearningRate(keras.callbacks.Callback):
    """The schedule of the settings: by epoch, or with every batch."""

    def __init__(self, training, batches, watched):
        super().__init__()
        self.training, self.batches, self.watched = training, batches, watched
        self.epoch, self.best, self.waited, self.factor = 0, None, 0, 1.0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        done = self.epoch + batch / self.batches
        self.model.at(done)
        self.model.set_learning_rate(self.rate(done))

    def rate(self, done):
        schedule, rate = self.training["schedule"], self.training["learningRate"]
        if schedule["kind"] == "step":
            return rate * schedule["factor"] ** (self.epoch // schedule["every"])
        if schedule["kind"] == "plateau":
            return rate * self.factor
        if schedule["kind"] == "cosine":
            warmup = schedule["warmup"]
            if done < warmup:
                return rate * (done + 1 / self.batches) / warmup
            share = min(1.0, (done - warmup) / max(1, self.training["epochs"] - warmup))
            height = (1 + math.cos(math.pi * share)) / 2
            return rate * (schedule["final"] + (1 - schedule["final"]) * height)
        return rate

    def on_epoch_end(self, epoch, logs=None):
        schedule = self.training["schedule"]
        if schedule["kind"] != "plateau":
            return
        loss = logs[self.watched]
        if self.best is None or loss < self.best:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited >= schedule["patience"]:
            self.waited, self.factor = 0, self.factor * schedule["factor"]
