"""Makes the student's edition of notebooks by nbgrader's own steps, and compares it with ours.

Usage: nbgrader-edition.py TEACHER STUDENT, two folders. Prints the names of the notebooks that are equal.
"""

import sys
from pathlib import Path

import nbformat
from nbgrader.nbgraderformat import reads
from nbgrader.preprocessors import CheckCellMetadata, ClearHiddenTests, ClearSolutions
from traitlets.config import Config

teacher, student = map(Path, sys.argv[1:])
config = Config()
exec((teacher / "nbgrader_config.py").read_text(), {"get_config": lambda: config})


def content(notebook):
    return [(cell.cell_type, cell.id, cell.source, cell.metadata.get("nbgrader")) for cell in notebook.cells]


for path in sorted(teacher.glob("*.ipynb")):
    notebook = reads(path.read_text(), as_version=4)  # fails on metadata that its schema refuses
    for step in (CheckCellMetadata, ClearSolutions, ClearHiddenTests):
        notebook, _ = step(config=config).preprocess(notebook, {"nbgrader": {}})
    if content(notebook) == content(nbformat.read(student / path.name, 4)):
        print(path.stem)
