"""Text autoencoder: the words that came in are chosen again."""

from model import build
from training import mean_where
from words import ChoosesWords, shifted, spoken


class TextAutoencoder(ChoosesWords):
    def measure(self, x, y, training):
        given = [x, shifted(x)] if len(self.net.inputs) > 1 else x
        loss, hits = self.choose(given, x, training)
        return loss, {"accuracy": mean_where(hits, spoken(x))}


def make(settings):
    return TextAutoencoder(build(), settings)
