"""PM4Py reads what Seamless writes, and finds the same in it."""

import contextlib
import io
import json
import pathlib
import subprocess
import tempfile
import unittest
import warnings

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    import pm4py

ROOT = pathlib.Path(__file__).resolve().parents[2]
WRITTEN = ROOT / "target/debug/examples/written"


def edges(log):
    """The object-centric directly-follows graph: type of object, event before, event after, how often."""
    couples = pm4py.discover_ocdfg(log)["edges"]["total_objects"]
    return sorted(
        [kind, before, after, len(found)]
        for kind, pairs in couples.items()
        for (before, after), found in pairs.items()
    )


class Written(unittest.TestCase):
    """A log with names, values and times of every kind, written in both forms."""

    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore")
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        subprocess.run([WRITTEN, folder], check=True)
        cls.found = json.loads((folder / "found.json").read_text())
        with contextlib.redirect_stderr(io.StringIO()):
            cls.logs = {
                "json": pm4py.read_ocel2_json(str(folder / "log.json")),
                "sqlite": pm4py.read_ocel2_sqlite(str(folder / "log.sqlite")),
            }

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_counts(self):
        self.assertGreater(self.found["events"], 900)
        for form, log in self.logs.items():
            with self.subTest(form=form):
                self.assertEqual(len(log.events), self.found["events"])
                self.assertEqual(len(log.objects), self.found["objects"])
                self.assertEqual(len(log.relations), self.found["touches"])
                self.assertEqual(len(log.o2o), self.found["relations"])

    def test_times(self):
        for form, log in self.logs.items():
            with self.subTest(form=form):
                times = log.events["ocel:timestamp"]
                self.assertEqual(round(times.min().timestamp() * 1000), self.found["first"])
                self.assertEqual(round(times.max().timestamp() * 1000), self.found["last"])

    def test_directly_follows(self):
        self.assertEqual(len(self.found["edges"]), 8)
        for form, log in self.logs.items():
            with self.subTest(form=form):
                self.assertEqual(edges(log), sorted(self.found["edges"]))

    def test_values(self):
        for form, log in self.logs.items():
            with self.subTest(form=form):
                orders = log.objects.set_index("ocel:oid")
                self.assertEqual(float(orders.loc["#1004", "total"]), 3.5)
                self.assertEqual(bool(orders.loc["#1003", "gift"]), True)
                self.assertEqual(bool(orders.loc["#1004", "gift"]), False)
                self.assertEqual(len(log.object_changes), 40)
                self.assertEqual(set(log.object_changes["total"].astype(float)), {7.25})
                events = log.events.set_index("ocel:eid")
                self.assertEqual(events.loc["e3", "system"], "shöp")
                self.assertEqual(int(events.loc["e3", "attempt"]), 3)
                self.assertIn("zurück", set(events["ocel:activity"]))

    def test_relational_form_is_valid(self):
        from pm4py.objects.ocel.validation import ocel20_rel_validation

        _, broken = ocel20_rel_validation.apply(str(pathlib.Path(self.folder.name) / "log.sqlite"))
        self.assertEqual(broken, [])


if __name__ == "__main__":
    unittest.main()
