"""Run analyses on a BioCE Web server from Python. One file, no dependencies, Python 3.8 or later.

    from bioce_client import Client

    client = Client("http://localhost:3000", token)
    study = client.upload("curve.dat", library="models.zip", name="Linker")
    analysis = client.analyse(study["id"], seed=1)
    client.wait(analysis["id"])
    client.download(analysis["id"], "weights.csv")
"""

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

Json = Dict[str, Any]


class BioceError(Exception):
    """A refusal of the server: `code` for programs, the message for people, `fields` with what is wrong by field."""

    def __init__(self, problem: Json) -> None:
        super().__init__("; ".join([problem.get("detail", "The request failed."), *problem.get("fields", {}).values()]))
        self.code: str = problem.get("code", "unknown")
        self.status: int = problem.get("status", 0)
        self.fields: Dict[str, str] = problem.get("fields", {})


class Client:
    def __init__(self, url: str, token: str) -> None:
        self._api = url.rstrip("/") + "/api/v1"
        self._token = token

    def account(self) -> Json:
        return self._json("GET", "/account")

    def methods(self) -> Json:
        return self._json("GET", "/methods")

    def upload(
        self,
        curve: Union[str, Sequence[str]],
        library: Optional[str] = None,
        profiles: Optional[str] = None,
        name: Optional[str] = None,
        unit: str = "auto",
        **acceptance: Any,
    ) -> Json:
        """Uploads a curve, or several of one ensemble, with its models or profiles, waits for the check and keeps the study,
        which is the answer.

        Raises BioceError with the findings where the files cannot be analysed. `acceptance` takes the choices of the
        page: is_unit_sure, skip_variational, leave_out, scale_errors, radiation, d2o; `more` is a list of the same for the
        curves after the first: more=[{"radiation": "neutrons", "d2o": 0.9}].
        """
        curves = [curve] if isinstance(curve, str) else list(curve)
        title = name or os.path.splitext(os.path.basename(curves[0]))[0]
        files = [*(("curve", path) for path in curves), ("library", library), ("profiles", profiles)]
        given = [(field, path) for field, path in files if path is not None]
        choices = _camelled(acceptance)
        if "more" in acceptance:
            choices["more"] = [_camelled(each) for each in acceptance["more"]]
        return self._keep("/uploads", title, {"unit": unit}, given, choices)

    def upload_for(self, method: str, files: Dict[str, Union[str, List[str]]], name: str) -> Json:
        """The same for a method with inputs of its own: a path, or several, by the name of each input."""
        lists = {field: [paths] if isinstance(paths, str) else paths for field, paths in files.items()}
        given = [(field, path) for field, paths in lists.items() for path in paths]
        return self._keep("/uploads?method=" + urllib.parse.quote(method, safe=""), name, {}, given, {})

    def _keep(self, place: str, title: str, fields: Dict[str, str], files: List[Tuple[str, str]], choices: Json) -> Json:
        body, content_type = _form({"name": title, **fields}, files)
        headers = {"Content-Type": content_type, "Idempotency-Key": str(uuid.uuid4())}
        upload = self._json("POST", place, body, headers)
        while upload["state"] in ("waiting", "running"):
            upload = self._json("GET", f"/uploads/{upload['id']}?wait=60")
        if not upload["isUsable"]:
            findings = upload["findings"] or [{"file": title, "message": upload["message"], "advice": ""}]
            told = " ".join(f"{each['file']}: {each['message']} {each['advice']}" for each in findings)
            raise BioceError({"code": "invalid", "detail": told})
        return self._post(f"/uploads/{upload['id']}/acceptance", choices)

    def analyse(self, study: int, name: Optional[str] = None, method: str = "bioce", **parameters: Any) -> Json:
        """Starts an analysis. A parameter that is not named keeps its default; `methods()` lists them."""
        body: Json = {"method": method, "parameters": parameters}
        if name is not None:
            body["name"] = name
        return self._post(f"/studies/{study}/analyses", body, {"Idempotency-Key": str(uuid.uuid4())})

    def wait(self, analysis: int, seconds: float = float("inf")) -> Json:
        """Waits until an analysis has ended. Raises BioceError where it has no result, TimeoutError after `seconds`."""
        ends_at = time.monotonic() + seconds
        while True:
            left = ends_at - time.monotonic()
            found = self._json("GET", f"/analyses/{analysis}?wait={int(min(60, max(1, left)))}")
            if found["state"] == "done":
                return found
            if found["state"] not in ("waiting", "running"):
                problem = found["problem"]
                raise BioceError({"code": problem["reason"] or "bug", "detail": problem["sentence"]})
            if time.monotonic() >= ends_at:
                raise TimeoutError(f"The analysis {analysis} has not ended in {seconds} seconds.")

    def result(self, analysis: int) -> Json:
        """Everything that the page of a result of the built-in method shows, as numbers."""
        return json.loads(self._send("GET", f"/analyses/{analysis}/files/result.json"))

    def method_result(self, analysis: int) -> Json:
        """What another method told: its numbers with labels and units, and the files that its page shows."""
        return self._json("GET", f"/analyses/{analysis}/result")

    def download(self, analysis: int, file: str, to: Optional[str] = None) -> str:
        """Saves one file of a result, or all of it as `archive.zip`, and answers with its path."""
        place = "archive.zip" if file == "archive.zip" else "files/" + urllib.parse.quote(file, safe="")
        path = to or file
        with open(path, "wb") as out:
            out.write(self._send("GET", f"/analyses/{analysis}/{place}"))
        return path

    def _post(self, path: str, body: Json, headers: Optional[Dict[str, str]] = None) -> Json:
        text = json.dumps(body).encode()
        return self._json("POST", path, text, {"Content-Type": "application/json", **(headers or {})})

    def _json(self, method: str, path: str, body: Optional[bytes] = None, headers: Optional[Dict[str, str]] = None) -> Json:
        return json.loads(self._send(method, path, body, headers))

    def _send(self, method: str, path: str, body: Optional[bytes] = None, headers: Optional[Dict[str, str]] = None) -> bytes:
        said = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        request = urllib.request.Request(self._api + path, data=body, headers=said, method=method)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            text = error.read()
            retry = error.headers.get("Retry-After", "")
            if error.code in (429, 503) and retry.isdigit() and int(retry) <= 60:
                time.sleep(int(retry))
                return self._send(method, path, body, headers)
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"status": error.code, "detail": f"The server answered {error.code}."}
            raise BioceError(problem) from None


def _form(fields: Dict[str, str], files: List[Tuple[str, str]]) -> Tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, path in files:
        shown = os.path.basename(path).replace('"', "%22")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n\r\n'
        with open(path, "rb") as file:
            parts.append(head.encode() + file.read() + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _camelled(words: Json) -> Json:
    return {_camel(word): value for word, value in words.items()}


def _camel(word: str) -> str:
    first, *others = word.split("_")
    return first + "".join(other.capitalize() for other in others)
