"""Predict next: at each place the word after it is chosen."""

import math

from model import build
from training import mean_where
from words import ChoosesWords, spoken


class PredictNext(ChoosesWords):
    terms = ("accuracy", "bits")

    def measure(self, x, y, training):
        loss, hits = self.choose(x, y, training)
        return loss, {"accuracy": mean_where(hits, spoken(y)), "bits": loss / math.log(2)}


def make(settings):
    return PredictNext(build(), settings)
