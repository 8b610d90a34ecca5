"""What objectives with a discriminator share: turns, losses, gradient penalty and scores. Owns no objective."""

import tensorflow as tf
from training import Objective, optimizer_of, penalties


class Rivals(Objective):
    """Two players in turn: the discriminator, and its rival, who moves after `discriminatorSteps` batches of the other."""

    def __init__(self, net, discriminator, settings):
        super().__init__(net, settings)
        self.discriminator = discriminator

    def rival_weights(self):
        return self.net.trainable_variables

    def real_and_generated(self, x, training):
        """Pairs of what the discriminator should tell apart."""
        raise NotImplementedError

    def rival_loss(self, x, training):
        """The rival's loss and its terms."""
        raise NotImplementedError

    def compile_for(self, training):
        self.compile(optimizer=optimizer_of(training), jit_compile=False)
        self.second = optimizer_of(training, self.objective["discriminatorRate"])
        self.optimizer.build(self.rival_weights())
        self.second.build(self.discriminator.trainable_variables)

    def set_learning_rate(self, rate):
        self.optimizer.learning_rate = rate
        self.second.learning_rate = rate * self.objective["discriminatorRate"]

    def train_step(self, data):
        x, _ = data
        if self.objective["discriminatorSteps"] == 1:
            groups = [x]
        else:
            groups = tf.unstack(x, self.objective["discriminatorSteps"])
        for batch in groups:
            told, terms = self.move(self.second, self.discriminator, self.discriminator.trainable_variables, self.tell, batch)
        loss, more = self.move(self.optimizer, self.net, self.rival_weights(), self.rival_loss, groups[-1])
        return self.track(groups[-1], loss, {**terms, **more})

    def move(self, optimizer, player, weights, measure, x):
        with tf.GradientTape() as tape:
            loss, terms = measure(x, training=True)
            loss += penalties(player)
            shared = loss / tf.distribute.get_strategy().num_replicas_in_sync
        gradients = tape.gradient(shared, weights)
        optimizer.apply_gradients([(g, w) for g, w in zip(gradients, weights) if g is not None])
        return loss, terms

    def test_step(self, data):
        x, _ = data
        _, terms = self.tell(x, training=False)
        loss, more = self.rival_loss(x, training=False)
        return self.track(x, loss, {**terms, **more})

    def tell(self, x, training):
        """The discriminator's loss: how well it tells real samples from generated ones."""
        pairs = self.real_and_generated(x, training)
        losses = [self.told(real, generated, training) for real, generated in pairs]
        loss = tf.add_n(losses) / len(losses)
        return loss, {"discriminator": loss}

    def told(self, real, generated, training):
        p = self.objective
        kind = p["adversarialLoss"]
        on_real = self.discriminator(real, training=training)
        on_generated = self.discriminator(generated, training=training)
        sure = 1 - p["labelSmoothing"]
        if kind == "nonSaturating":
            doubted = sure * mean(tf.nn.softplus(-on_real)) + (1 - sure) * mean(tf.nn.softplus(on_real))
            return doubted + mean(tf.nn.softplus(on_generated))
        if kind == "leastSquares":
            return 0.5 * (mean(tf.square(on_real - sure)) + mean(tf.square(on_generated)))
        if kind == "hinge":
            return mean(tf.nn.relu(1 - on_real)) + mean(tf.nn.relu(1 + on_generated))
        distance = mean(on_generated) - mean(on_real)
        return distance + p["penaltyWeight"] * self.gradient_penalty(real, generated, training)

    def fooled(self, generated, training):
        """How far generated samples are from passing for real."""
        verdict = self.discriminator(generated, training=training)
        kind = self.objective["adversarialLoss"]
        if kind == "nonSaturating":
            return mean(tf.nn.softplus(-verdict))
        if kind == "leastSquares":
            return 0.5 * mean(tf.square(verdict - 1))
        return -mean(verdict)

    def gradient_penalty(self, real, generated, training):
        """Gulrajani et al. 2017, algorithm 1."""
        share = tf.random.uniform([tf.shape(real)[0]] + [1] * (len(real.shape) - 1))
        between = generated + (real - generated) * share
        with tf.GradientTape() as tape:
            tape.watch(between)
            verdict = self.discriminator(between, training=training)
            judged = tf.reduce_sum(tf.reduce_mean(tf.reshape(verdict, [tf.shape(verdict)[0], -1]), 1))
        slopes = tape.gradient(judged, between)
        squared = tf.reduce_sum(tf.square(slopes), list(range(1, len(slopes.shape))))
        return mean(tf.square(tf.sqrt(squared + 1e-12) - 1))


def mean(values):
    return tf.reduce_mean(values)


def draw(count, shape, distribution):
    """Noise for so many samples."""
    size = [count, *shape]
    return tf.random.uniform(size, -1, 1) if distribution == "uniform" else tf.random.normal(size)
