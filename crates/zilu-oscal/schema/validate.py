"""Validates OSCAL documents against the published JSON schemas: validate.py SCHEMA_FOLDER FILE...

Each file is held against the schema of its own model. So that a validator which accepts anything is noticed, every
document is also spoilt in four ways, each of which must be refused. Ends with 1 when anything is wrong.
"""

import copy
import json
import sys
from pathlib import Path

import jsonschema_rs

SCHEMAS = {
    "catalog": "oscal_catalog_schema.json",
    "assessment-results": "oscal_assessment-results_schema.json",
    "plan-of-action-and-milestones": "oscal_poam_schema.json",
    "mapping-collection": "oscal_mapping_schema.json",
}


def spoilt(document, model):
    """The document with one thing wrong at a time."""
    for spoil in (
        lambda root: root.pop("uuid"),
        lambda root: root.update(status="met"),
        lambda root: root["metadata"].update({"last-modified": "yesterday"}),
        lambda root: root["metadata"]["props"][0].update(value=" blank "),
    ):
        other = copy.deepcopy(document)
        spoil(other[model])
        yield other


def faults(document, folder):
    """What is wrong with a document, in words."""
    models = [model for model in document if model in SCHEMAS]
    if len(models) != 1 or len(document) != 1:
        return [f"no OSCAL model of ours: {list(document)}"]
    model = models[0]
    schema = json.loads((folder / SCHEMAS[model]).read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    found = []
    for error in validator.iter_errors(document):
        found.append(f"/{'/'.join(map(str, error.instance_path))}: {error.message[:300]}")
    version = document[model]["metadata"]["oscal-version"]
    if f"/{version}/" not in schema["$id"]:
        found.append(f"the document is of OSCAL {version}, the schema is {schema['$id']}")
    for number, other in enumerate(spoilt(document, model), start=1):
        if validator.is_valid(other):
            found.append(f"the schema accepts what was spoilt ({number}): it checks nothing")
    return found


def main(folder, *files):
    wrong = 0
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        found = faults(json.loads(text), Path(folder))
        wrong += bool(found)
        print(f"{Path(file).name}: {len(text):,} bytes, {len(found)} faults")
        for fault in found[:20]:
            print(f"  {fault}")
    print(f"{len(files) - wrong} passed, {wrong} failed")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
