"""Models as Keras itself saves them, each with inputs and what Keras computes for them.

usage: make-models.py FOLDER
Writes NAME.keras or NAME.h5, NAME.input.npy and NAME.expected.npy (float32), and models.json, a list of the file names.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers as L

folder = sys.argv[1]
random = np.random.default_rng(7)
made = []


def save(name, model, shape, ending=".keras"):
    # No weight is what it began as, so that none can be left out unnoticed.
    for weight in model.weights:
        value = np.asarray(weight.numpy())
        moved = value + random.uniform(-0.1, 0.1, value.shape)
        weight.assign(np.abs(moved) + 0.1 if "variance" in weight.name else moved)
    x = random.uniform(0, 1, (4, *shape)).astype("float32")
    y = model.predict(x, verbose=0)
    y = y[0] if isinstance(y, list) else y
    file = name + ending
    model.save(os.path.join(folder, file))
    np.save(os.path.join(folder, name + ".input.npy"), x)
    np.save(os.path.join(folder, name + ".expected.npy"), np.asarray(y, "float32"))
    made.append(file)


def picture_encoder():
    return keras.Sequential(
        [L.Input((16, 16, 1)), L.Conv2D(4, 3, strides=2, padding="same", activation="relu"), L.BatchNormalization(), L.Flatten(), L.Dense(6)],
        name="encoder",
    )


def picture_decoder():
    return keras.Sequential(
        [L.Input((6,)), L.Dense(8 * 8 * 4, activation="relu"), L.Reshape((8, 8, 4)), L.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")],
        name="decoder",
    )


sequential = lambda *layers: keras.Sequential(list(layers))

save("dense", sequential(L.Input((20,)), L.Dense(8, activation="gelu"), L.Dense(3, activation="tanh"), L.Dense(20, activation="sigmoid")), (20,))
compiled = sequential(L.Input((12,)), L.Dense(4, activation="selu", kernel_regularizer="l2"), L.Dropout(0.3), L.Dense(12))
compiled.compile("adam", "mse")
compiled.fit(np.zeros((8, 12)), np.zeros((8, 12)), verbose=0)
save("compiled", compiled, (12,))
save("classifier", sequential(L.Input((14, 14, 1)), L.Conv2D(6, 3, activation="silu"), L.MaxPooling2D(), L.Flatten(), L.Dense(10, activation="softmax")), (14, 14, 1))

encoder, decoder = picture_encoder(), picture_decoder()
x = L.Input((16, 16, 1))
save("nested", keras.Model(x, decoder(encoder(x))), (16, 16, 1))
outer = L.Input((16, 16, 1))
inner = keras.Model(x, decoder(encoder(x)), name="autoencoder")
save("nested-twice", keras.Model(outer, L.Add()([inner(outer), outer])), (16, 16, 1))
encoder, decoder = picture_encoder(), picture_decoder()
save("nested-sequential", keras.Sequential([L.Input((16, 16, 1)), encoder, decoder]), (16, 16, 1))

i = L.Input((8, 8, 3))
h = L.Conv2D(8, 3, padding="same", use_bias=False)(i)
h = L.BatchNormalization(momentum=0.9, epsilon=1e-5)(h)
h = L.ReLU()(h)
s = L.Conv2D(8, 1)(i)
h = L.Add()([h, s])
h = L.SpatialDropout2D(0.2)(h)
h = L.Concatenate()([h, i])
save("residual", keras.Model(i, L.Conv2D(3, 3, padding="same", activation="elu")(h)), (8, 8, 3))

save("separable", sequential(L.Input((9, 9, 2)), L.SeparableConv2D(5, 3, depth_multiplier=2, padding="same"), L.DepthwiseConv2D(3, depth_multiplier=2), L.LeakyReLU(negative_slope=0.1), L.ZeroPadding2D(((1, 0), (2, 1))), L.Cropping2D(1), L.GlobalAveragePooling2D()), (9, 9, 2))
save("upsampling", sequential(L.Input((5, 5, 2)), L.UpSampling2D(2, interpolation="bilinear"), L.Conv2D(3, 3, padding="same", dilation_rate=2), L.AveragePooling2D((2, 1)), L.PReLU(shared_axes=[1, 2])), (5, 5, 2))
save("transpose", sequential(L.Input((4, 4, 3)), L.Conv2DTranspose(6, 4, strides=2, padding="same", activation="leaky_relu"), L.Conv2DTranspose(2, 3, strides=2, padding="valid", output_padding=1), L.GroupNormalization(2), L.Activation("sigmoid")), (4, 4, 3))
save("normalized", sequential(L.Input((6, 6, 4)), L.LayerNormalization(), L.Conv2D(4, 3), L.GroupNormalization(-1), L.UnitNormalization(), L.Flatten(), L.Dense(5)), (6, 6, 4))

save("lstm", sequential(L.Input((7, 3)), L.LSTM(5, return_sequences=True), L.LSTM(4), L.RepeatVector(7), L.LSTM(5, return_sequences=True, go_backwards=True), L.TimeDistributed(L.Dense(3))), (7, 3))
save("gru", sequential(L.Input((7, 3)), L.GRU(5, return_sequences=True), L.GRU(4, reset_after=False), L.Dense(2)), (7, 3))
save("bidirectional", sequential(L.Input((6, 3)), L.Bidirectional(L.LSTM(4, return_sequences=True)), L.Bidirectional(L.GRU(3), merge_mode="sum"), L.Dense(2)), (6, 3))
save("rnn", sequential(L.Input((6, 3)), L.SimpleRNN(4, return_sequences=True, activation="relu"), L.SimpleRNN(3)), (6, 3))
save("masked", sequential(L.Input((6, 3)), L.Masking(0.0), L.LSTM(4), L.Dense(2)), (6, 3))
save("conv1d", sequential(L.Input((12, 2)), L.Conv1D(4, 3, padding="causal", dilation_rate=2), L.MaxPooling1D(2), L.UpSampling1D(2), L.Conv1DTranspose(3, 3, strides=2, padding="same"), L.Cropping1D((1, 2)), L.ZeroPadding1D(1), L.AveragePooling1D(3), L.GlobalAveragePooling1D()), (12, 2))
q = L.Input((5, 6))
a = L.MultiHeadAttention(2, 3)(q, q)
a = L.LayerNormalization()(L.Add()([a, q]))
a = L.Attention(use_scale=True)([a, q])
save("attention", keras.Model(q, L.GlobalAveragePooling1D()(a)), (5, 6))

shared = L.Dense(6, activation="relu")
v = L.Input((6,))
save("shared", keras.Model(v, L.Multiply()([shared(v), shared(shared(v))])), (6,))
two = L.Input((6,))
z = L.Dense(2, name="z")(two)
save("two-outputs", keras.Model(two, [L.Dense(6)(z), L.Dense(3)(z)]), (6,))

for name, model, shape in [
    ("legacy-dense", sequential(L.Input((10,)), L.Dense(4, activation="relu"), L.BatchNormalization(), L.Dense(10)), (10,)),
    ("legacy-recurrent", sequential(L.Input((6, 3)), L.Bidirectional(L.LSTM(4)), L.Dense(3)), (6, 3)),
    ("legacy-nested", (lambda e, d: keras.Sequential([L.Input((16, 16, 1)), e, d]))(picture_encoder(), picture_decoder()), (16, 16, 1)),
]:
    save(name, model, shape, ".h5")

with open(os.path.join(folder, "models.json"), "w") as file:
    json.dump(made, file)
