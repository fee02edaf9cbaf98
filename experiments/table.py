"""The README's table from the reports of the experiments: `python table.py REPORT.json …`."""

import json
import os
import platform
import sys
from datetime import date
from pathlib import Path

MODELS = [
    "majority",
    "bow:1",
    "bow:2",
    "nbsvm:1",
    "nbsvm:2",
    "nbsvm:3",
    "mlp:1",
    "dan",
    "cnn-blind",
    "transformer-blind",
    "lstm",
    "gru",
    "cnn",
    "wavenet",
    "transformer",
]
NAMES = {"sst2": "SST-2, dev", "mr": "MR", "subj": "SUBJ", "trec": "TREC, coarse"}
NAMES["imdb"] = "IMDb, held out"
NAMES |= {f"uci-{source}": f"UCI, {source}" for source in ("amazon", "imdb", "yelp")}


def main(paths: list[str]) -> None:
    """Print accuracy in per cent, model by data set; then G, verdicts and signatures."""
    reports = {Path(path).parent.name: json.loads(Path(path).read_text()) for path in paths}
    tables = {name: {m["model"]: m for m in r["models"]} for name, r in reports.items()}
    print("| accuracy % | " + " | ".join(NAMES[name] for name in reports) + " |")
    print("|---|" + "---:|" * len(reports))
    for model in MODELS:
        cells = [_cell(models.get(model)) for models in tables.values()]
        if any(cells):
            print(f"| `{model}` | " + " | ".join(cells) + " |")
    worths = [_worth(r["headline"]["worth"]["contrast"]) for r in reports.values()]
    print("| G, the worth of word order | " + " | ".join(worths) + " |")
    effects = [_points(r["verdict"]["mde"]) for r in reports.values()]
    print("| effect detected with 80 % power | " + " | ".join(effects) + " |")
    print("\nMean over seeds with its 95 % interval over seeds and items; G and effects in points.")
    print(f"`make experiments`, {date.today()}, {_processor()}, {os.cpu_count()} cores.\n")
    for name, report in reports.items():
        print(f"- {NAMES[name]}: {report['verdict']['sentence']}")
    print("\nSignatures:\n")
    for name, report in reports.items():
        print(f"- {NAMES[name]}: `{report['signature']}`")


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(": ")[1] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _cell(model: dict | None) -> str:
    if model is None:
        return ""
    value, low, high = (100 * model["accuracy"][key] for key in ("value", "low", "high"))
    return f"{value:.1f} [{low:.1f}, {high:.1f}]"


def _points(effect: float | None) -> str:
    return "" if effect is None else f"{100 * effect:.1f}"


def _worth(contrast: dict) -> str:
    """Points, or that a blind model was the best on the development set."""
    if contrast["model"] == contrast["base"]:
        return "0: a blind model is best"
    value, low, high = (100 * contrast["estimate"][key] for key in ("value", "low", "high"))
    return f"{value:+.1f} [{low:.1f}, {high:.1f}]"


if __name__ == "__main__":
    main(sys.argv[1:])
