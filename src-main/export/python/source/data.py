"""The samples that Hourglass trained on, as it had prepared them: numbers in data/, split as it had split them."""

import os

import keras
import numpy as np
import tensorflow as tf

# Of measured values: what stands where one is missing, and where a shorter sequence is filled up, lies below this.
MISSING = -1e29

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def read(name):
    path = os.path.join(FOLDER, name)
    return np.load(path, mmap_mode="r") if os.path.exists(path) else None


def load(settings):
    """Samples [count, ...] as stored (bytes of pictures, floats, numbers of words), what belongs to them, and who is trained and validated on."""
    samples = read("samples.npy")
    if samples is None:
        raise SystemExit(
            "data/samples.npy is missing: this export was made without its data.\n"
            "Export again with the data, or put your own there, prepared as README.md says: pictures as uint8 [count, height,\n"
            "width, channels], measured values as float32 (-1e30 where one is missing), words as int32; and train.npy and\n"
            "validation.npy with the numbers of the samples to train and to validate on."
        )
    wanted = {"input": None, "pair": "targets.npy", "label": "labels.npy", "words": None, "none": None}[settings["target"]]
    return {
        "samples": samples,
        "wanted": None if wanted is None else read(wanted),
        "train": read("train.npy"),
        "validation": read("validation.npy"),
    }


def batches(data, part, settings, training):
    """
    A dataset of batches (x, y) of the global batch size. x is what the network is given. y is what is wanted: labels, the second of
    a pair, or else the sample itself, of measured values with what is missing still marked.
    """
    numbers = np.sort(data[part])
    if len(numbers) == 0:
        return None
    size = settings["training"]["batchSize"]
    x = data["samples"][numbers]
    own = data["wanted"] is None
    dataset = tf.data.Dataset.from_tensor_slices(x if own else (x, data["wanted"][numbers]))
    if training:
        dataset = dataset.shuffle(len(numbers), seed=settings["training"]["seed"], reshuffle_each_iteration=True)
    drop = training and settings["training"]["lastBatch"] == "drop"
    dataset = dataset.batch(size, drop_remainder=drop)
    change = augmentation(settings) if training else None
    shape = [-1, *settings["data"]["inputShape"]]

    def scale(pixels):
        low, high = settings["data"]["range"]
        return tf.cast(pixels, tf.float32) * ((high - low) / 255.0) + low

    def as_numbers(stored):
        return scale(stored) if stored.dtype == tf.uint8 else stored

    def changed(pixels):
        return tf.clip_by_value(change(tf.cast(pixels, tf.float32), training=True), 0.0, 255.0)

    def prepare(stored, other=None):
        values = tf.reshape(as_numbers(stored) if change is None else scale(changed(stored)), shape)
        given = tf.where(values > MISSING, values, 0.0) if values.dtype == tf.float32 else values
        if other is None:
            return given, values
        return given, as_numbers(other) if settings["target"] == "pair" else other

    dataset = dataset.map(prepare)
    together = settings.get("batchesTogether", 1)
    if training and together > 1:
        dataset = dataset.batch(together, drop_remainder=True)
    return dataset.prefetch(2)


def count(data, settings):
    """Steps of one epoch; a step takes several batches where the discriminator learns several times for each time of its rival."""
    size, samples = settings["training"]["batchSize"], len(data["train"])
    whole = samples // size if settings["training"]["lastBatch"] == "drop" else -(-samples // size)
    steps = whole // settings.get("batchesTogether", 1)
    if steps == 0:
        raise SystemExit(f"{samples} samples make {whole} batches of {size}; a step needs more. Make the batches smaller.")
    return steps


def augmentation(settings):
    """Random changes of training pictures, drawn anew each time; None where there are none."""
    change = settings["data"]["augmentation"]
    layers = []
    if change["flipHorizontal"]:
        layers.append(keras.layers.RandomFlip("horizontal"))
    if change["flipVertical"]:
        layers.append(keras.layers.RandomFlip("vertical"))
    if change["shift"] > 0:
        layers.append(keras.layers.RandomTranslation(change["shift"], change["shift"], fill_mode="nearest"))
    if change["rotate"] > 0:
        layers.append(keras.layers.RandomRotation(change["rotate"] / 360, fill_mode="nearest"))
    if change["zoom"] > 0:
        layers.append(keras.layers.RandomZoom(change["zoom"], fill_mode="nearest"))
    if change["contrast"] > 0:
        layers.append(keras.layers.RandomContrast(change["contrast"], value_range=(0, 255)))
    if change["brightness"] > 0:
        layers.append(keras.layers.RandomBrightness(change["brightness"], value_range=(0, 255)))
    return keras.Sequential(layers) if layers else None
