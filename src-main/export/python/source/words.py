"""What objectives share that choose words: 0 is padding, 1 the start, 2 the end, 3 an unknown word."""

import tensorflow as tf
from training import Objective, mean_where


def spoken(words):
    """1 where there is a word, 0 where there is padding."""
    return tf.cast(words != 0, tf.float32)


def shifted(words):
    """The words before each of these: the start, then all but the last."""
    return tf.concat([tf.ones_like(words[:, :1]), words[:, :-1]], 1)


class ChoosesWords(Objective):
    """The cross-entropy of each right word, in nats, and the share of words that come out right."""

    terms = ("accuracy",)

    def logarithms(self, values):
        if self.settings["outputEndsInSoftmax"]:
            return tf.math.log(tf.clip_by_value(values, 1e-7, 1.0))
        return values - tf.reduce_logsumexp(values, -1, keepdims=True)

    def choose(self, given, wanted, training):
        """The loss of what the network chooses, and where it is right, [batch, places]."""
        values = self.net(given, training=training)
        logs, size = self.logarithms(values), values.shape[-1]
        smoothing = self.objective["labelSmoothing"]
        target = tf.one_hot(wanted, size) * (1 - smoothing) + smoothing / size
        losses = -tf.reduce_sum(target * logs, -1)
        hits = tf.cast(tf.argmax(logs, -1, output_type=wanted.dtype) == wanted, tf.float32)
        return mean_where(losses, spoken(wanted)), hits
