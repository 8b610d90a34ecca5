"""Models as PyTorch exports them to ONNX, each with inputs and what PyTorch computes for them.

usage: make-onnx.py FOLDER
Writes NAME.onnx, NAME.input.npy and NAME.expected.npy (float32), and models.json, a list of the file names. Pictures and sequences are written with
their channels last, as they go through an imported model.
"""

import json
import os
import sys
import warnings

import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.manual_seed(7)
folder = sys.argv[1]
made = []


def channels_last(values):
    """Pictures [samples, channels, height, width] and sequences [samples, channels, steps]; rows as they are."""
    return np.ascontiguousarray(np.moveaxis(values, 1, -1) if values.ndim > 2 else values, np.float32)


def save(name, model, shape, turned=True):
    model.eval()
    for part in model.modules():
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
            for values, low, high in ((part.running_mean, -0.5, 0.5), (part.running_var, 0.5, 2), (part.weight.data, 0.5, 1.5), (part.bias.data, -0.5, 0.5)):
                values.uniform_(low, high)
    x = torch.randn(4, *shape)
    with torch.no_grad():
        y = model(x)
    axes = {"input": {0: "batch"}, "output": {0: "batch"}}
    file = os.path.join(folder, name + ".onnx")
    torch.onnx.export(model, x, file, input_names=["input"], output_names=["output"], dynamic_axes=axes, opset_version=17, dynamo=False)
    for what, values in (("input", x), ("expected", y)):
        values = values.numpy()
        np.save(os.path.join(folder, f"{name}.{what}.npy"), channels_last(values) if turned else values)
    made.append(name + ".onnx")


class Through(nn.Module):
    """A model by a function of its parts."""

    def __init__(self, run, **parts):
        super().__init__()
        self.run = run
        for name, part in parts.items():
            setattr(self, name, part)

    def forward(self, x):
        return self.run(self, x)


save("torch-dense", nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 4), nn.Tanh(), nn.Linear(4, 16), nn.Softplus(), nn.Dropout(0.3), nn.Linear(16, 20)), (20,))
save("torch-normalized", nn.Sequential(nn.Linear(12, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 8), nn.LayerNorm(8), nn.SELU(), nn.Linear(8, 12), nn.Sigmoid()), (12,))
# Nothing in it says what the three numbers of a sample's shape are: it stands as it is.
save("torch-flattened", nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 10), nn.Linear(10, 6)), (3, 8, 8), turned=False)
encoder = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(16 * 7 * 7, 10))
decoder = nn.Sequential(nn.ConvTranspose2d(16, 8, 3, 2, 1, 1), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Sigmoid())
save("torch-autoencoder", Through(lambda m, x: m.decoder(torch.relu(m.norm(m.full(m.encoder(x)))).view(-1, 16, 7, 7)), encoder=encoder, full=nn.Linear(10, 16 * 7 * 7), norm=nn.BatchNorm1d(16 * 7 * 7), decoder=decoder), (1, 28, 28))
generator = nn.Sequential(nn.ConvTranspose2d(16, 32, 4, 1, 0, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.ConvTranspose2d(32, 3, 4, 2, 1, bias=False), nn.Tanh())
save("torch-generator", Through(lambda m, z: m.body(z.view(z.size(0), 16, 1, 1)), body=generator), (16,))
save("torch-residual", Through(lambda m, x: torch.softmax(m.full(m.pool(torch.relu(m.first(x) + m.norm(m.second(torch.relu(m.first(x)))))).flatten(1)), 1), first=nn.Conv2d(3, 8, 3, 1, 1), second=nn.Conv2d(8, 8, 3, 1, 1, bias=False), norm=nn.BatchNorm2d(8), pool=nn.AdaptiveAvgPool2d(1), full=nn.Linear(8, 5)), (3, 16, 16))


def unet(m, x):
    wide = torch.relu(m.down(x))
    deep = torch.relu(m.deep(m.pool(wide)))
    return torch.sigmoid(m.up(torch.cat([m.larger(deep), wide], 1)))


save("torch-unet", Through(unet, down=nn.Conv2d(1, 4, 3, padding=1), deep=nn.Conv2d(4, 8, 3, padding=1), larger=nn.Upsample(scale_factor=2), up=nn.Conv2d(12, 1, 3, padding=1), pool=nn.MaxPool2d(2)), (1, 16, 16))
save("torch-depthwise", nn.Sequential(nn.Conv2d(4, 4, 3, 1, 1, groups=4), nn.SiLU(), nn.Conv2d(4, 6, 1), nn.PReLU(6)), (4, 8, 8))
save("torch-sequence", nn.Sequential(nn.Conv1d(2, 8, 5, 2, 2), nn.ReLU(), nn.Conv1d(8, 4, 3, 2, 1), nn.ELU(), nn.ConvTranspose1d(4, 8, 4, 2, 1), nn.Tanh(), nn.ConvTranspose1d(8, 2, 4, 2, 1)), (2, 32))
save("torch-pooling", nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.AvgPool2d(2), nn.Conv2d(4, 2, 3, dilation=2), nn.MaxPool2d(3, 1)), (3, 16, 16))
save("torch-bilinear", nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), nn.Conv2d(4, 1, 3, 1, 1, bias=False)), (1, 12, 12))

with open(os.path.join(folder, "models.json"), "w") as file:
    json.dump(made, file)
