"""The samples that Hourglass trained on, as it had prepared them: bytes in data/, split as it had split them."""

import os

import keras
import numpy as np
import tensorflow as tf

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def read(name):
    path = os.path.join(FOLDER, name)
    return np.load(path, mmap_mode="r") if os.path.exists(path) else None


def load(settings):
    """Samples [count, height, width, channels] as bytes, what belongs to them, and who is trained and validated on."""
    samples = read("samples.npy")
    if samples is None:
        raise SystemExit(
            "data/samples.npy is missing: this export was made without its data.\n"
            "Export again with the data, or put your own there: uint8 [count, height, width, channels], and\n"
            "train.npy and validation.npy with the numbers of the samples to train and to validate on."
        )
    wanted = {"input": None, "pair": "targets.npy", "label": "labels.npy", "none": None}[settings["target"]]
    return {
        "samples": samples,
        "wanted": None if wanted is None else read(wanted),
        "train": read("train.npy"),
        "validation": read("validation.npy"),
    }


def batches(data, part, settings, training):
    """A dataset of batches (x, y) of the global batch size; y is x where nothing else is wanted."""
    numbers = np.sort(data[part])
    if len(numbers) == 0:
        return None
    size = settings["training"]["batchSize"]
    x = data["samples"][numbers]
    y = np.zeros(len(numbers), np.uint8) if data["wanted"] is None else data["wanted"][numbers]
    dataset = tf.data.Dataset.from_tensor_slices((x, y))
    if training:
        dataset = dataset.shuffle(len(numbers), seed=settings["training"]["seed"], reshuffle_each_iteration=True)
    drop = training and settings["training"]["lastBatch"] == "drop"
    dataset = dataset.batch(size, drop_remainder=drop)
    change = augmentation(settings) if training else None
    low, high = settings["data"]["range"]

    def scale(pixels):
        return tf.cast(pixels, tf.float32) * ((high - low) / 255.0) + low

    def prepare(pixels, other):
        values = tf.cast(pixels, tf.float32)
        values = scale(values if change is None else tf.clip_by_value(change(values, training=True), 0.0, 255.0))
        values = tf.reshape(values, [-1, *settings["data"]["inputShape"]])
        return values, scale(other) if settings["target"] == "pair" else other

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
