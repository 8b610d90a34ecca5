"""VAE-GAN: the encoder learns from KL and likeness, the decoder from likeness and from fooling the discriminator (Larsen et al. 2016)."""

import keras
import tensorflow as tf
from model import build, build_discriminator
from rivals import Rivals


class VaeGan(Rivals):
    terms = ("discriminator", "likeness", "kl", "generator")

    def __init__(self, net, discriminator, settings):
        super().__init__(net, discriminator, settings)
        mean = net.get_layer(settings["layers"]["latent"])
        self.log_variance = keras.layers.Dense(mean.units, name="log_variance")
        self.encoder = keras.Model(net.inputs, [mean.output, self.log_variance(mean.input)])
        self.decoder = keras.Model(mean.output, net.output)
        feature = settings["layers"]["feature"]
        self.features = None
        if self.objective["likeness"] == "features" and feature is not None:
            self.features = keras.Model(discriminator.inputs, discriminator.get_layer(feature).output)

    def rival_weights(self):
        return [*self.net.trainable_variables, *self.log_variance.trainable_variables]

    def encode(self, x, training):
        mean, log_variance = self.encoder(x, training=training)
        return mean, log_variance, mean + tf.exp(0.5 * log_variance) * tf.random.normal(tf.shape(mean))

    def decode(self, code, x, training):
        return tf.reshape(self.decoder(code, training=training), tf.shape(x))

    def real_and_generated(self, x, training):
        _, _, drawn = self.encode(x, training)
        sampled = self.decode(tf.random.normal(tf.shape(drawn)), x, training)
        return [(x, self.decode(drawn, x, training)), (x, sampled)]

    def seen(self, samples, training):
        return samples if self.features is None else self.features(samples, training=training)

    def rival_loss(self, x, training):
        p = self.objective
        mean, log_variance, drawn = self.encode(x, training)
        reconstructed = self.decode(drawn, x, training)
        sampled = self.decode(tf.random.normal(tf.shape(drawn)), x, training)
        count = tf.cast(tf.shape(x)[0], tf.float32)
        # The encoder does not help to fool: its latents are taken as they are.
        again = self.decode(tf.stop_gradient(drawn), x, training)
        generator = 0.5 * (self.fooled(again, training) + self.fooled(sampled, training))
        apart = self.seen(reconstructed, training) - self.seen(x, training)
        likeness = tf.reduce_sum(tf.square(apart)) / (2 * count)
        kl = tf.reduce_sum(-0.5 * (1 + log_variance - tf.square(mean) - tf.exp(log_variance))) / count
        loss = likeness + p["beta"] * kl + p["generatorWeight"] * generator
        return loss, {"likeness": likeness, "kl": kl, "generator": generator}


def make(settings):
    return VaeGan(build(), build_discriminator(), settings)
