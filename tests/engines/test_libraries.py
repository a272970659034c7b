"""Solvers of several makers live in one process, whichever comes first."""

import subprocess
import sys

import pytest

SOLVE = """
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
highs.addVariable(0, 4, -1.0)
highs.run()
model = cp_model.CpModel()
model.maximize(model.new_int_var(0, 5, "y"))
solver = cp_model.CpSolver()
solver.solve(model)
print(highs.getInfo().objective_function_value, solver.objective_value)
"""
IMPORTS = ("import highspy", "from ortools.sat.python import cp_model", "from scipy.optimize import milp")


@pytest.mark.parametrize("first", range(len(IMPORTS)))
def test_solvers_share_a_process(first: int) -> None:
    program = "\n".join([*IMPORTS[first:], *IMPORTS[:first], SOLVE])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["-4.0", "5.0"], done.stderr
