"""scikit-learn's KNNImputer beside fill-in-table.mjs: reads {"columns": [type], "cells": [[...]]}, prints the cells filled in.

Numbers are standardised, a category is 0/1 for each of its texts; k and weights are chosen by hiding known cells, for numbers and for
categories by themselves.
"""
import json
import sys

import numpy as np
from sklearn.impute import KNNImputer

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
columns, cells = given["columns"], given["cells"]
parts, decoders = [], []
for at, kind in enumerate(columns):
    values = [row[at] for row in cells]
    if kind == "category":
        names = sorted({value for value in values if value is not None})
        parts.append(np.array([[np.nan] * len(names) if value is None else [float(value == name) for name in names] for value in values]))
        decoders.append(lambda block, names=names: [names[index] for index in block.argmax(1)])
    else:
        numbers = np.array([np.nan if value is None else float(value) for value in values])
        mean, deviation = np.nanmean(numbers), np.nanstd(numbers) or 1.0
        parts.append(((numbers - mean) / deviation)[:, None])
        decoders.append(lambda block, mean=mean, deviation=deviation: (block[:, 0] * deviation + mean).tolist())
ends = np.cumsum([part.shape[1] for part in parts])
blocks = [slice(end - part.shape[1], end) for end, part in zip(ends, parts)]
table = np.hstack(parts)

random = np.random.default_rng(0)
hidden = np.array([[value is not None for value in row] for row in cells]) & (random.random((len(cells), len(columns))) < 0.15)
tried = table.copy()
for at, block in enumerate(blocks):
    tried[hidden[:, at], block] = np.nan


def badness(filled, kind):
    total, count = 0.0, 0
    for at, block in enumerate(blocks):
        rows = hidden[:, at]
        if (columns[at] == "category") != (kind == "category") or not rows.any():
            continue
        made, wanted = filled[rows, block], table[rows, block]
        total += (made.argmax(1) != wanted.argmax(1)).sum() if kind == "category" else ((made - wanted) ** 2).sum()
        count += rows.sum()
    return total / max(1, count)


options = [(k, weights) for k in (1, 2, 3, 5, 7, 10, 15, 20, 30, 50) for weights in ("uniform", "distance")]
# A column of which nothing is left stays: its cells become 0.
fill = lambda data, k, weights: KNNImputer(n_neighbors=k, weights=weights, keep_empty_features=True).fit_transform(data)
scores = {option: fill(tried, *option) for option in options}
best = {kind: min(options, key=lambda option: badness(scores[option], kind)) for kind in ("number", "category")}
filled = {kind: fill(table, *option) for kind, option in best.items()}
made = [decoder(filled["category" if kind == "category" else "number"][:, block]) for kind, block, decoder in zip(columns, blocks, decoders)]
print(json.dumps([list(row) for row in zip(*made)]))
