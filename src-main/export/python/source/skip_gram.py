"""Skip-gram: words nearby are told from strangers, which are drawn by their frequency (Mikolov et al. 2013)."""

import tensorflow as tf
from model import build
from training import Objective, mean_where
from words import spoken


class SkipGram(Objective):
    terms = ("neighbours", "strangers")

    def strangers(self, batch):
        p, counts = self.objective, self.settings["data"]["form"]["counts"]
        # The first four numbers are no words.
        weights = [count ** p["power"] if at > 3 else 0.0 for at, count in enumerate(counts)]
        logits = tf.math.log(tf.constant([weights], tf.float32))
        drawn = tf.random.categorical(logits, batch * p["negatives"], dtype=tf.int32)
        return tf.reshape(drawn, [batch, p["negatives"]])

    def measure(self, x, y, training):
        near = y.shape[1]
        words = tf.concat([y, self.strangers(tf.shape(x)[0])], 1)
        scores = tf.reshape(self.net([x, words], training=training), tf.shape(words))
        neighbours, strangers = scores[:, :near], scores[:, near:]
        observed, everyone = spoken(y), tf.ones_like(strangers)
        losses = tf.concat([tf.nn.softplus(-neighbours), tf.nn.softplus(strangers)], 1)
        return mean_where(losses, tf.concat([observed, everyone], 1)), {
            "neighbours": mean_where(tf.cast(neighbours > 0, tf.float32), observed),
            "strangers": mean_where(tf.cast(strangers < 0, tf.float32), everyone),
        }


def make(settings):
    return SkipGram(build(), settings)
