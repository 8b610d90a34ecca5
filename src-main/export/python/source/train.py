"""Trains the network of model.py anew, as Hourglass did: same data, split, objective, optimizer, schedule and seed.

    python train.py                                 on this machine
    python train.py --strategy mirrored             on all graphics processors of this machine
    python train.py --strategy multiworker          on several machines: start it on each, with TF_CONFIG set
                                                    (tensorflow.org/guide/distributed_training)

Writes trained.weights.h5, which model.py's build() loads.
"""

import argparse
import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))


def strategy_of(name):
    # Before anything else of TensorFlow runs: workers must know each other first.
    if name == "mirrored":
        return tf.distribute.MirroredStrategy()
    if name == "multiworker":
        return tf.distribute.MultiWorkerMirroredStrategy()
    return tf.distribute.get_strategy()


def is_chief():
    task = json.loads(os.environ.get("TF_CONFIG", "{}")).get("task", {})
    return task.get("type") in (None, "chief") or task.get("index") == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strategy", choices=["none", "mirrored", "multiworker"], default="none")
    parser.add_argument("--epochs", type=int, help="instead of those of settings.json")
    parser.add_argument("--output", default=os.path.join(HERE, "trained.weights.h5"))
    arguments = parser.parse_args()
    strategy = strategy_of(arguments.strategy)

    import data
    import objective
    import training

    with open(os.path.join(HERE, "settings.json"), encoding="utf-8") as file:
        settings = json.load(file)
    how = settings["training"]
    if arguments.epochs:
        how["epochs"] = arguments.epochs
    keras.utils.set_random_seed(how["seed"])
    with strategy.scope():
        model = objective.make(settings)
        model.compile_for(how)

    loaded = data.load(settings)
    validation = data.batches(loaded, "validation", settings, training=False)
    watched = "loss" if validation is None else "val_loss"
    callbacks = [training.LearningRate(how, data.count(loaded, settings), watched)]
    if how["earlyStopping"]:
        stop = how["earlyStopping"]
        callbacks.append(
            keras.callbacks.EarlyStopping(
                watched, mode="min", patience=stop["patience"], min_delta=stop["minDelta"], restore_best_weights=True
            )
        )
    history = model.fit(
        data.batches(loaded, "train", settings, training=True),
        validation_data=validation,
        epochs=how["epochs"],
        callbacks=callbacks,
        shuffle=False,
        verbose=2 if is_chief() else 0,
    ).history
    model.finish()
    if is_chief():
        model.net.save_weights(arguments.output)
        print(json.dumps({name: values[-1] for name, values in history.items()}))


if __name__ == "__main__":
    main()
