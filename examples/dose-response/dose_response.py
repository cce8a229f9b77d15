"""A Hill curve through doses and responses, with nothing but Python's own library."""
import csv
import json
import math
import sys


def read(path):
    """The rows of a table with their lines. Raises ValueError with a line and a sentence."""
    with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
        table = csv.DictReader(file)
        missing = {"dose", "response"} - set(table.fieldnames or [])
        if missing:
            raise ValueError(1, f"The column {sorted(missing)[0]} is missing.")
        rows = []
        for row in table:
            try:
                dose, response = float(row["dose"]), float(row["response"])
            except (TypeError, ValueError):
                raise ValueError(table.line_num, "Dose and response must be numbers.") from None
            if not (dose > 0 and math.isfinite(dose) and math.isfinite(response)):
                raise ValueError(table.line_num, "The dose must be above zero.")
            rows.append((dose, response))
    if len({dose for dose, _ in rows}) < 5:
        raise ValueError(None, "There are fewer than five different doses.")
    return rows


def check(task):
    findings = []
    for file in task["inputs"]["tables"]:
        try:
            rows = read(f"input/{file['path']}")
            if max(dose for dose, _ in rows) < 30 * min(dose for dose, _ in rows):
                message = "The doses span less than a factor of 30, so the plateaus may be uncertain."
                findings.append({"level": "warning", "file": file["name"], "message": message})
        except ValueError as fault:
            line, message = fault.args
            finding = {"level": "problem", "file": file["name"], "message": message}
            findings.append({**finding, "line": line} if line else finding)
    parameters = task["parameters"]
    if parameters and parameters["doseMax"] is not None and not findings:
        used = {dose for dose, _ in read(f"input/{task['inputs']['tables'][0]['path']}") if dose <= parameters["doseMax"]}
        if len(used) < 5:
            message = f"Only {len(used)} doses of the first table are as small as that; five are needed."
            findings.append({"level": "problem", "field": "doseMax", "message": message})
    print(json.dumps({"findings": findings}))


def hill(dose, bottom, top, log_ec50, slope):
    return bottom + (top - bottom) / (1 + math.exp(min(700, slope * (log_ec50 - math.log(dose)))))


def solve(matrix, right):
    rows = [line[:] + [value] for line, value in zip(matrix, right)]
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(len(rows)):
            if k != i:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    return [line[-1] / line[i] for i, line in enumerate(rows)]


def fit(rows, fixed, steps):
    """Levenberg and Marquardt. Returns bottom, top, log EC50 and slope."""
    responses = [response for _, response in rows]
    values = [min(responses) if fixed is None else fixed, max(responses)]
    values += [sum(math.log(dose) for dose, _ in rows) / len(rows), 1.0]
    free = [0, 1, 2, 3] if fixed is None else [1, 2, 3]
    loss = lambda at: sum((response - hill(dose, *at)) ** 2 for dose, response in rows)
    damping = 1e-3
    for step in range(steps):
        if step % 20 == 0:
            print(json.dumps({"stage": "fit", "done": step, "total": steps, "message": "Fitting"}), flush=True)
        slopes = []
        for dose, _ in rows:
            line = []
            for k in free:
                h = 1e-6 * max(1, abs(values[k]))
                up, down = values[:], values[:]
                up[k] += h
                down[k] -= h
                line.append((hill(dose, *up) - hill(dose, *down)) / (2 * h))
            slopes.append(line)
        left = [response - hill(dose, *values) for dose, response in rows]
        size = range(len(free))
        matrix = [[sum(s[i] * s[j] for s in slopes) * (1 + damping * (i == j)) for j in size] for i in size]
        change = solve(matrix, [sum(s[i] * r for s, r in zip(slopes, left)) for i in size])
        tried = values[:]
        for k, by in zip(free, change):
            tried[k] += by
        if loss(tried) < loss(values):
            values, damping = tried, damping / 3
            if max(abs(by) for by in change) < 1e-9:
                break
        else:
            damping *= 4
            if damping > 1e12:
                break
    return values


def run(task):
    parameters = task["parameters"]
    fixed = parameters["bottomAt"] if parameters["bottom"] == "fixed" else None
    most = parameters["doseMax"] or math.inf
    found = []
    for file in task["inputs"]["tables"]:
        rows = sorted(row for row in read(f"input/{file['path']}") if row[0] <= most)
        if len({dose for dose, _ in rows}) < 5:
            print(json.dumps({"reason": "bad_input", "message": f"{file['name']} has fewer than five doses up to {most}."}))
            sys.exit(1)
        found.append((file["name"], rows, fit(rows, fixed, parameters["steps"])))
    print(json.dumps({"stage": "write", "done": 0, "total": 1, "message": "Writing the results"}), flush=True)
    with open("output/values.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["table", "EC50", "Hill slope", "bottom", "top", "R2", "rows"])
        for name, rows, values in found:
            bottom, top, log_ec50, slope = values
            table.writerow([name, *(f"{v:.5g}" for v in (math.exp(log_ec50), slope, bottom, top, r2(rows, values))), len(rows)])
    name, rows, values = found[0]
    with open("output/fit.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["dose", "response", "curve"])
        ends = math.log(rows[0][0]), math.log(rows[-1][0])
        between = [(math.exp(ends[0] + (ends[1] - ends[0]) * i / 100), None) for i in range(101)]
        for dose, response in sorted([*rows, *between], key=lambda row: row[0]):
            table.writerow([f"{dose:.6g}", "" if response is None else response, f"{hill(dose, *values):.6g}"])
    ec50 = math.exp(values[2])
    with open("output/report.md", "w") as file:
        file.write(f"Half of the effect needs **{ec50:.3g} {parameters['unit']}** ({name}, Hill slope {values[3]:.3g}).\n")
    print(json.dumps({"summary": {"ec50": ec50, "hill": values[3], "r2": r2(rows, values)}}))


def r2(rows, values):
    mean = sum(response for _, response in rows) / len(rows)
    total = sum((response - mean) ** 2 for _, response in rows)
    return 1 - sum((response - hill(dose, *values)) ** 2 for dose, response in rows) / total


if __name__ == "__main__":
    with open("params.json", encoding="utf-8") as file:
        task = json.load(file)
    check(task) if "--check" in sys.argv else run(task)
