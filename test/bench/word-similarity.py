"""How well skip-gram's words lie, as Hourglass and as Keras have learned them from the same text.

usage: word-similarity.py FOLDER
FOLDER is the Python export of a skip-gram run (with its data), in which train.py has been run: model.weights.h5 is Hourglass's, trained.weights.h5
Keras's. No list of human judgements covers a small vocabulary of novels, so the reference is counted: the cosines of words by their positive pointwise
mutual information with the words around them (Levy and Goldberg 2014). Printed: Spearman's rank correlation of the embeddings' cosines with these over
all pairs of the 300 most frequent words behind the 50 first, and the nearest words of twenty.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

folder = sys.argv[1]
sys.path.insert(0, folder)
import model

with open(os.path.join(folder, "preprocessing.json"), encoding="utf-8") as file:
    vocabulary = json.load(file)["input"]["form"]["vocabulary"]
samples = np.load(os.path.join(folder, "data", "samples.npy")).ravel()
targets = np.load(os.path.join(folder, "data", "targets.npy"))

size = len(vocabulary)
counts = np.zeros((size, size))
for column in targets.T:
    np.add.at(counts, (samples[column > 3], column[column > 3]), 1)
counts += counts.T
total = counts.sum()
with np.errstate(divide="ignore", invalid="ignore"):
    information = np.log(counts * total / np.outer(counts.sum(1), counts.sum(0)))
information[~np.isfinite(information)] = 0
information = np.maximum(information, 0)


def cosines(rows):
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit @ unit.T


def embeddings(weights):
    net = model.build()
    net.load_weights(os.path.join(folder, weights))
    own = next(layer for layer in net.layers if type(layer).__name__ == "Embedding")
    return np.asarray(own.embeddings)[:size]


def ranks(values):
    order = np.empty(len(values))
    order[np.argsort(values, kind="stable")] = np.arange(len(values))
    return order


chosen = np.arange(4 + 50, min(size, 4 + 350))
pairs = np.triu_indices(len(chosen), 1)
reference = cosines(information)[np.ix_(chosen, chosen)][pairs]
learned = {"Hourglass": embeddings("model.weights.h5"), "Keras": embeddings("trained.weights.h5")}
for name, rows in learned.items():
    own = cosines(rows)[np.ix_(chosen, chosen)][pairs]
    print(f"{name}: Spearman {np.corrcoef(ranks(own), ranks(reference))[0, 1]:.3f} over {len(own):,} pairs")
for word in chosen[:: len(chosen) // 20][:20]:
    line = []
    for name, rows in learned.items():
        near = cosines(rows)[word].copy()
        near[:4] = near[word] = -2
        line.append(f"{name}: {', '.join(vocabulary[at] for at in np.argsort(-near)[:5])}")
    print(f"{vocabulary[word]} → {' | '.join(line)}")
