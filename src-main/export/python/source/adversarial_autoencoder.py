"""Adversarial autoencoder: reconstruction, and latents that pass for noise (Makhzani et al. 2015)."""

import keras
import tensorflow as tf
from model import build, build_discriminator
from rivals import Rivals, draw
from training import reconstruction_loss


class AdversarialAutoencoder(Rivals):
    terms = ("discriminator", "reconstruction", "generator")

    def __init__(self, net, discriminator, settings):
        super().__init__(net, discriminator, settings)
        latent = net.get_layer(settings["layers"]["latent"]).output
        self.encoder = keras.Model(net.inputs, latent)
        self.both = keras.Model(net.inputs, [net.output, latent])

    def real_and_generated(self, x, training):
        noise = self.settings["noise"]
        prior = draw(tf.shape(x)[0], noise["shape"], noise["distribution"])
        return [(prior, self.encoder(x, training=training))]

    def rival_loss(self, x, training):
        predicted, code = self.both(x, training=training)
        reconstruction = reconstruction_loss(self.objective, x, predicted)
        generator = self.fooled(code, training)
        loss = reconstruction + self.objective["adversarialWeight"] * generator
        return loss, {"reconstruction": reconstruction, "generator": generator}


def make(settings):
    return AdversarialAutoencoder(build(), build_discriminator(), settings)
