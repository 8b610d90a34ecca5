"""Reconstruct: the output is compared with the sample itself, or with the second picture of its pair."""

from model import build
from training import Objective, reconstruction_loss


class Reconstruct(Objective):
    def measure(self, x, y, training):
        return reconstruction_loss(self.objective, y, self.net(x, training=training)), {}


def make(settings):
    return Reconstruct(build(), settings)
