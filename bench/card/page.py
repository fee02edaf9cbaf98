"""The results of the parts as Markdown."""

import json
import statistics
from typing import Any

GOALS = {  # seconds, on an H100
    "imdb": 30,
    "compare": 600,
    "multi30k": 300,
}


def page(record: dict[str, Any]) -> str:
    """Return a section for each part that was run."""
    lines: list[str] = []
    for part, result in record.items():
        on = result["machine"]
        lines += [f"## {part}", ""]
        lines += [
            f"`{result['command']}`, {result['date']}: {on['device']}, CUDA {on['cuda']}, cuDNN"
            f" {on['cudnn']}, torch {on['torch']}; {on['processor']}, {on['cores']} cores.",
            "",
        ]
        lines += [f"FAILED: {result['failed']}"] if "failed" in result else SECTIONS[part](result)
        lines.append("")
    return "\n".join(lines)


def check(result: dict[str, Any]) -> list[str]:
    """Return whether a check holds, and its measurements."""
    values_by_name = {
        k: v for k, v in result.items() if k not in ("holds", "machine", "date", "command")
    }
    lines = ["holds" if result["holds"] else "DOES NOT HOLD", ""]
    for name, values in values_by_name.items():
        lines += [f"{name.replace('_', ' ')}:", ""]
        rows = values.items() if isinstance(values, dict) else [("", values)]
        lines += [f"- {key}: {json.dumps(value)}" for key, value in rows]
    return lines


def beside(seconds: float, part: str) -> str:
    """Return the seconds, and whether they meet the goal."""
    goal = GOALS[part]
    return f"{seconds:.1f} s (goal: {goal} s, {'met' if seconds <= goal else 'missed'})"


def imdb(result: dict[str, Any]) -> list[str]:
    """Return a line for each way of training."""
    lines = []
    for way, row in result["ways"].items():
        if "failed" in row:
            lines.append(f"- {way}: FAILED: {row['failed']}")
            continue
        value, low, high = (100 * row["accuracy"][key] for key in ("value", "low", "high"))
        lines.append(
            f"- {way}: {beside(row['seconds'], 'imdb')}, start-up included;"
            f" {value:.1f} % of the held-out reviews [{low:.1f}, {high:.1f}]"
        )
    return lines


def precision(result: dict[str, Any]) -> list[str]:
    """Return a row for each network and precision."""
    verdict = "bf16 and fp32 do not differ beyond the spread of the seeds (Welch's t-test, 1 %)."
    lines = [verdict if result["holds"] else verdict.replace("do not differ", "DIFFER")]
    lines += ["", "| SST-2 | precision | accuracy by seed | mean | spread |"]
    lines += ["|---|---|---|---:|---:|"]
    for name, both in result["accuracy"].items():
        for kind, values in both.items():
            each = ", ".join(f"{100 * value:.1f}" for value in values)
            mean, spread = statistics.mean(values), statistics.stdev(values)
            lines.append(f"| {name} | {kind} | {each} | {100 * mean:.2f} | {100 * spread:.2f} |")
    return lines


def compare(result: dict[str, Any]) -> list[str]:
    """One line."""
    return [
        f"9 models x 5 seeds x 2: {beside(result['seconds'], 'compare')}; {result['shared_by']}."
    ]


def multi30k(result: dict[str, Any]) -> list[str]:
    """The time of all, and a row for each kind."""
    lines = [f"Both, trained side by side and judged: {beside(result['seconds'], 'multi30k')}.", ""]
    lines += ["| | training, s | BLEU lower-cased | BLEU | chrF |", "|---|---:|---:|---:|---:|"]
    for kind, row in result["kinds"].items():
        scores = (f"{row[name]['value']:.1f}" for name in ("bleu_lc", "bleu", "chrf"))
        lines.append(f"| {kind} | {row['seconds']:.0f} | {' | '.join(scores)} |")
    return lines


def speed(result: dict[str, Any]) -> list[str]:
    """Two tables: the large Transformer, and the small networks."""
    rate = result["product"]
    lines = [f"bf16 matrix product, 8192^3: {rate / 1e12:.0f} TFLOP/s.", ""]
    lines += ["| Transformer, 12 x 768, 64 texts of 512 | tokens/s | TFLOP/s | share (goal: 40%) |"]
    lines += ["|---|---:|---:|---:|"]
    for way, row in result["large"].items():
        share = f"{row['flops'] / 1e12:.0f} | {row['flops'] / rate:.0%}"
        lines.append(f"| {way} | {row['tokens_per_second']:,.0f} | {share} |")
    lines += ["", "| default network | tokens/s, 32 texts | share | card busy | kernels a step |"]
    lines[-1] += " tokens/s, 256 texts | share | what holds it back |"
    lines.append("|---|---:|---:|---:|---:|---:|---:|---|")
    return lines + [_small(name, row, rate) for name, row in result["small"].items()]


def _small(name: str, row: dict[str, Any], rate: float) -> str:
    few, many = row["32"], row["256"]
    cells = [f"{few['tokens_per_second']:,.0f}", _share(few, rate)]
    cells += [f"{few['busy']:.0%}", f"{few['kernels']:,.0f}"]
    cells += [f"{many['tokens_per_second']:,.0f}", _share(many, rate), row["held_back"]]
    return f"| {name} | {' | '.join(cells)} |"


def _share(row: dict[str, float], rate: float) -> str:
    """Of the matrix-product rate; "-": sums of rows, no products to speak of."""
    return f"{row['flops'] / rate:.2%}" if row["flops"] else "-"


SECTIONS = {
    "equality": check,
    "determinism": check,
    "waiting": check,
    "memory": check,
    "speed": speed,
    "imdb": imdb,
    "precision": precision,
    "compare": compare,
    "multi30k": multi30k,
}
