"""REDCap's exports as real projects write them, five or more of each kind: the trial's own tables, or a refusal.

Every variant is made of one project: a simulated trial with a form of checkboxes, events in weeks and an arm.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.trial.trials import EXAMPLE, simulated, tables_of

from footwise.errors import FootwiseError
from footwise.jobs import score_table
from footwise.tables import write_csv
from footwise.trial import RedcapNames, read_design, read_redcap, results_for_redcap, trial_data, write_redcap
from footwise.trial.redcap import DICTIONARY, FLAT
from footwise.trial.simulated import simulated_answers, simulated_people
from footwise.trial.visit_windows import VisitWindows

PAIN, KAM = "nrs_medial_pain_0_10_worse", "kam_larger_peak_pct_bwht"
ADDED = ("record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")


class Project:
    """One project: flat rows and dictionary as tables of texts, changed by a test and written as REDCap does."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.design = folder, read_design(EXAMPLE)
        _, people, measures, _ = simulated(12)
        self.people, self.measures = people.astype(str), measures.astype(str)
        write_redcap(folder, self.people, self.measures, self.design)
        self.flat = pd.read_csv(folder / FLAT, dtype=str, keep_default_na=False)
        self.dictionary = pd.read_csv(folder / DICTIONARY, dtype=str, keep_default_na=False)

    def add_field(self, name: str, kind: str, label: str = "", choices: str = "", form: str = "enrolment", **more: str):
        """Put a field at the end of the dictionary."""
        row = dict.fromkeys(self.dictionary.columns, "")
        row |= dict(zip(list(row)[:2], (name, form), strict=True))
        row |= {"Field Type": kind, "Field Label": label or name, "Choices, Calculations, OR Slider Labels": choices}
        self.dictionary = pd.concat([self.dictionary, pd.DataFrame([{**row, **more}])], ignore_index=True)

    @property
    def first(self) -> pd.Series:
        """Rows of the enrolment."""
        return self.flat["redcap_event_name"] == "enrolment_arm_1"

    def fill(self, column: str, at_first: str | list[str], elsewhere: str = "") -> None:
        """Add a column with values at the enrolment and others elsewhere."""
        self.flat[column] = elsewhere
        self.flat.loc[self.first, column] = at_first

    def rename_event(self, old: str, new: str) -> None:
        self.flat["redcap_event_name"] = self.flat["redcap_event_name"].replace(old, new)

    def move_last_row(self, event: str) -> None:
        """Give the last row another event."""
        self.flat.loc[self.flat.index[-1], "redcap_event_name"] = event

    def forget(self, name: str) -> None:
        """Take a field out of data and dictionary."""
        self.flat = self.flat.drop(columns=name)
        self.dictionary = self.dictionary[self.dictionary["Variable / Field Name"] != name]

    def rename_field(self, new: str) -> None:
        """Call the pain otherwise, in data and dictionary."""
        self.flat = self.flat.rename(columns={PAIN: new})
        self.dictionary["Variable / Field Name"] = self.dictionary["Variable / Field Name"].replace(PAIN, new)

    def validate(self, name: str, how: str) -> None:
        """Let a field take only such numbers."""
        place = self.dictionary["Variable / Field Name"] == name
        self.dictionary.loc[place, "Text Validation Type OR Show Slider Number"] = how

    def as_labels(self, heads: bool = True, values: bool = True, event: str = "{} (Arm 1: Everybody)") -> None:
        """Turn codes and heads into labels, as the page's export "CSV (labels)" does."""
        by_name = self.dictionary.set_index("Variable / Field Name")
        names = {}
        for name in self.flat:
            field, _, code = name.partition("___")
            if field in by_name.index:
                choices = dict(
                    (c.strip() for c in choice.split(",", 1))
                    for choice in by_name.loc[field, "Choices, Calculations, OR Slider Labels"].split("|")
                    if "," in choice
                )
                if values and code:
                    self.flat[name] = self.flat[name].map({"1": "Checked", "0": "Unchecked", "": ""})
                elif values and choices:
                    self.flat[name] = self.flat[name].map(lambda v, c=choices: c.get(v, v))
                label = by_name.loc[field, "Field Label"]
                names[name] = f"{label} (choice={choices[code]})" if code else label
        if values:
            words = self.flat["redcap_event_name"].str.removesuffix("_arm_1").str.replace("_", " ").str.capitalize()
            self.flat["redcap_event_name"] = words.map(event.format)
            for name in [name for name in self.flat if name.endswith("_complete")]:
                self.flat[name] = self.flat[name].map({"2": "Complete", "1": "Unverified", "0": "Incomplete", "": ""})
        if heads:
            names |= {
                "redcap_event_name": "Event Name",
                "redcap_data_access_group": "Data Access Group",
                "redcap_repeat_instrument": "Repeat Instrument",
                "redcap_repeat_instance": "Repeat Instance",
                "redcap_survey_identifier": "Survey Identifier",
            }
            names |= {name: "Complete?" for name in self.flat if name.endswith("_complete")}
            names |= {name: "Survey Timestamp" for name in self.flat if name.endswith("_timestamp")}
            self.flat.columns = pd.Index([names.get(name, name) for name in self.flat])

    def read(self, names: RedcapNames | None = None, **how):
        """Write both files and read them."""
        self.dictionary.to_csv(self.folder / DICTIONARY, index=False)
        self.flat.to_csv(self.folder / FLAT, index=False, **how)
        return read_redcap(self.folder / FLAT, self.folder / DICTIONARY, self.design, names)

    def assert_same(self, read, but: tuple[str, ...] = ()) -> None:
        """People and every outcome are those of the trial."""
        people, measures = tables_of(read)
        columns = [name for name in self.people if name not in but]
        pd.testing.assert_frame_equal(people[columns], self.people[columns], check_dtype=False)
        ours, theirs = (trial_data(p, m, self.design) for p, m in ((self.people, self.measures), (people, measures)))
        for one, other in zip(ours.outcomes, theirs.outcomes, strict=True):
            np.testing.assert_array_equal(one.baseline, other.baseline)
            np.testing.assert_array_equal(one.follow_up, other.follow_up)
            assert np.isfinite(one.follow_up).any()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


# Survey timestamps and the status of forms.


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ({"visit_timestamp": "2026-03-01 10:11:12"}, "visit_timestamp"),
        ({"visit_timestamp": "[not completed]"}, "visit_timestamp"),
        ({"enrolment_timestamp": "", "visit_timestamp": "2026-03-01 10:11"}, "enrolment_timestamp, visit_timestamp"),
        ({"redcap_survey_identifier": "", "visit_timestamp": "", "visit_complete": "2"}, "redcap_survey_identifier"),
        ({"enrolment_complete": "0", "visit_complete": "1"}, ""),
    ],
)
def test_timestamps_and_status_are_no_data(project, columns, values):
    for name, value in columns.items():
        project.flat[name] = value
    read = project.read()
    project.assert_same(read)
    assert not set(columns) & {*read.people}
    assert any(values in note for note in read.notes) == bool(values)


def test_a_timestamp_of_no_form_is_refused(project):
    project.flat["visits_timestamp"] = ""
    with pytest.raises(FootwiseError, match=r"has the field visits_timestamp, which redcap_dictionary\.csv lacks"):
        project.read()


# Checkboxes.

BOX_LABELS = ("Diabetes", "High blood pressure", "None of these")
BOXES = "1, Diabetes | 2, High blood pressure | -9, None of <b>these</b>"


def ticked(project: Project, columns: tuple[str, str, str] = ("ill___1", "ill___2", "ill____9")) -> None:
    project.add_field("ill", "checkbox", "Other illnesses", BOXES)
    for number, column in enumerate(columns):
        project.fill(column, ["1" if k % 3 == number else "0" for k in range(12)])


@pytest.mark.parametrize("variant", ["raw", "labels", "labelled values", "unticked elsewhere", "label as value"])
def test_checkboxes(project, variant):
    ticked(project)
    if variant == "unticked elsewhere":
        for name in ("ill___1", "ill___2", "ill____9"):
            project.flat.loc[~project.first, name] = "0"
        extra = project.flat[project.first].assign(redcap_event_name="back_arm_1")
        extra.loc[:, [name for name in extra if name not in ADDED and "___" not in name]] = ""
        project.flat = pd.concat([project.flat, extra.assign(ill___1="0", ill___2="0", ill____9="0")])
    if variant.startswith("label"):
        # The dictionary's own code, which the heads of labels stand for.
        project.flat = project.flat.rename(columns={"ill____9": "ill___-9"})
        project.as_labels(heads=variant == "labels")
    if variant == "label as value":
        for name, label in zip(("ill___1", "ill___2", "ill___-9"), BOX_LABELS, strict=True):
            project.flat[name] = project.flat[name].map({"Checked": label, "Unchecked": "", "": ""})
    read = project.read()
    project.assert_same(read)
    people = read.people
    for number, name in enumerate(("ill_diabetes", "ill_high_blood_pressure", "ill_none_of_these")):
        wanted = ["yes" if k % 3 == number else "no" for k in range(12)]
        if variant == "label as value":
            wanted = ["yes" if text == "yes" else "" for text in wanted]
        assert people[name].tolist() == wanted


def test_boxes_that_contradict_each_other_are_refused(project):
    ticked(project)
    extra = project.flat[project.first].assign(redcap_event_name="back_arm_1")
    project.flat = pd.concat([project.flat, extra.assign(ill___1="1", ill___2="1", ill____9="0")])
    with pytest.raises(FootwiseError, match="event back_arm_1 gives P01 another ill_high_blood_pressure"):
        project.read()


def test_boxes_whose_labels_are_one_word_keep_their_codes(project):
    project.add_field("steps", "checkbox", "Steps", "1, < 5,000 | 2, > 5,000")
    project.fill("steps___1", "1")
    project.fill("steps___2", "0")
    people, _ = tables_of(project.read())
    assert set(people["steps___1"]) == {"yes"} and set(people["steps___2"]) == {"no"}


@pytest.mark.parametrize(
    ("column", "value", "trouble"),
    [
        ("ill___7", "1", "has the field ill___7, which redcap_dictionary.csv lacks"),
        ("sex___1", "1", "has the field sex___1, which"),
        ("ill___1", "2", "ill___1 has '2'"),
    ],
)
def test_boxes_that_are_none(project, column, value, trouble):
    ticked(project)
    project.fill(column, value)
    with pytest.raises(FootwiseError, match=trouble):
        project.read()


# Events.


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("week_52_arm_1", "month_12_arm_1", "month_12_arm_1 as week 52"),
        ("week_52_arm_1", "12_month_followup_arm_1", "12_month_followup_arm_1 as week 52"),
        ("week_52_arm_1", "year_1_arm_1a", "year_1_arm_1a as week 52"),
        ("week_39_arm_1", "9_months_arm_1", "9_months_arm_1 as week 39"),
        ("week_7_arm_1", "day_49_visit_arm_1", "day_49_visit_arm_1 as week 7"),
        ("week_7_arm_1", "week7_by_phone_arm_1", "week7_by_phone_arm_1 as week 7"),
    ],
)
def test_events_by_their_names(project, old, new, told):
    project.rename_event(old, new)
    read = project.read()
    project.assert_same(read)
    assert any(told in note for note in read.notes)


@pytest.mark.parametrize(
    ("new", "trouble"),
    [
        ("month_6_arm_1", f"has {PAIN} at the event month_6_arm_1, and 6 months are 26.1 weeks"),
        ("visit_5_arm_1", f"has {PAIN} at the event visit_5_arm_1, whose week is not told"),
        ("week_20_to_30_arm_1", f"has {PAIN} at the event week_20_to_30_arm_1, whose week is not told"),
        ("wk25_arm_1", f"has {PAIN} at the event wk25_arm_1, whose week is not told"),
        ("unscheduled_arm_1", f"has {PAIN} at the event unscheduled_arm_1, whose week is not told"),
    ],
)
def test_events_that_tell_no_week_are_refused_and_mapped(project, new, trouble):
    project.rename_event("week_25_arm_1", new)
    with pytest.raises(FootwiseError, match=trouble):
        project.read()
    for event in (new, new.removesuffix("_arm_1")):
        read = project.read(RedcapNames(events={event: 25}))
        project.assert_same(read)
        assert any(f"{new} as week 25, as you said" in note for note in read.notes)
    with pytest.raises(FootwiseError, match="has no event month_7_arm_1"):
        project.read(RedcapNames(events={new: 25, "month_7_arm_1": 30}))


def test_a_baseline_event_is_the_baseline_of_every_outcome(project):
    flat = project.flat
    weeks = flat["redcap_event_name"].isin(["week_1_arm_1", "week_2_arm_1", "enrolment_arm_1"])
    together = flat[weeks].replace("", np.nan).groupby("record_id", as_index=False, sort=False).first().fillna("")
    project.flat = pd.concat([together.assign(redcap_event_name="baseline_arm_1"), flat[~weeks]])[list(flat)]
    read = project.read()
    project.assert_same(read)
    assert any("baseline_arm_1 as the baseline of every outcome" in note for note in read.notes)


def test_one_visit_at_two_events_is_refused(project):
    twice = project.flat[project.flat["redcap_event_name"] == "week_52_arm_1"].head(1)
    project.flat = pd.concat([project.flat, twice.assign(redcap_event_name="month_12_arm_1")])
    who = twice["record_id"].iloc[0]
    trouble = f"has {PAIN} of {who} twice for week 52: at the event week_52_arm_1 and at the event month_12_arm_1"
    with pytest.raises(FootwiseError, match=trouble):
        project.read()


# Labels.


@pytest.mark.parametrize(
    "variant", ["both", "heads", "values", "values, names of events", "web page", "one label twice"]
)
def test_exports_with_labels(project, variant):
    project.flat["enrolment_complete"], project.flat["visit_complete"] = "2", "2"
    if variant == "web page":
        for place, label in project.dictionary["Field Label"].items():
            project.dictionary.loc[place, "Field Label"] = f'<div class="rich">{label} </div>'
    if variant == "one label twice":
        project.add_field("when_2", "text", "Age years", form="visit")
        project.dictionary["Field Label"] = project.dictionary["Field Label"].replace("age years", "Age years")
        project.flat["when_2"] = ""
    events = "{}" if variant == "values, names of events" else "{} (Arm 1: Everybody)"
    raw_events = project.flat["redcap_event_name"]
    project.as_labels(
        heads=variant not in ("values", "values, names of events"), values=variant != "heads", event=events
    )
    if variant == "values, names of events":
        project.flat["redcap_event_name"] = raw_events
    if variant == "web page":
        project.flat.columns = pd.Index(
            [str(c).replace('<div class="rich">', "").replace(" </div>", "") for c in project.flat]
        )
    project.assert_same(project.read())


def test_a_label_that_is_a_code_too_is_read_by_the_rest(project):
    """KL grades coded 1 = "3", 2 = "1-2": whether 3 is a label is told by the other columns."""
    place = project.dictionary["Variable / Field Name"] == "kl_grade"
    project.dictionary.loc[place, "Choices, Calculations, OR Slider Labels"] = "3, 1-2 | 1-2, 3"
    project.flat["kl_grade"] = project.flat["kl_grade"].map({"1": "3", "2": "1-2", "": ""})
    project.assert_same(project.read())
    project.as_labels()
    project.assert_same(project.read())


def test_codes_and_labels_in_one_export_are_refused(project):
    project.flat["sex"] = project.flat["sex"].map({"1": "female", "2": "male", "": ""})
    with pytest.raises(FootwiseError, match=r"has codes in (arm|kl_grade|received) and labels in sex"):
        project.read()


def test_a_label_that_stands_more_often_than_in_the_dictionary_is_refused(project):
    project.add_field("other", "text", "age years")
    project.as_labels()
    with pytest.raises(FootwiseError, match="has 1 column 'age years', and the dictionary 2"):
        project.read()


def test_capitals_make_no_other_level(project):
    place = project.dictionary["Variable / Field Name"].isin(["sex", "arm"])
    column = "Choices, Calculations, OR Slider Labels"
    project.dictionary.loc[place, column] = project.dictionary.loc[place, column].str.title()
    project.assert_same(project.read())


# Repeating instruments.


def entries(project: Project, form: str, event: str, count: int, **values: str) -> None:
    """Add repeated entries of the first person."""
    for name in ADDED[2:]:
        if name not in project.flat:
            project.flat.insert(2, name, "")
    blank = dict.fromkeys(project.flat.columns, "")
    rows = [
        {**blank, "record_id": "P01", "redcap_event_name": event, "redcap_repeat_instrument": form}
        | {"redcap_repeat_instance": str(k + 1)}
        | {name: (value[k] if isinstance(value, list) else value) for name, value in values.items()}
        for k in range(count)
    ]
    project.flat = pd.concat([project.flat, pd.DataFrame(rows)], ignore_index=True)


@pytest.mark.parametrize("labels", [False, True])
def test_entries_without_an_outcome_are_set_aside_and_said(project, labels):
    project.add_field("ae_term", "text", "What happened", form="adverse_events")
    project.flat["ae_term"] = ""
    entries(project, "adverse_events", "enrolment_arm_1", 3, ae_term=["fall", "flare", "cold"])
    if labels:
        project.flat["redcap_repeat_instrument"] = project.flat["redcap_repeat_instrument"].replace(
            "adverse_events", "Adverse Events"
        )
        project.as_labels()
    read = project.read()
    project.assert_same(read)
    assert "Entries of repeating forms that are not taken: adverse_events (3)" in read.notes


def test_a_single_entry_at_a_visit_is_its_measure(project):
    at = (project.flat["record_id"] == "P01") & (project.flat["redcap_event_name"] == "week_52_arm_1")
    value = project.flat.loc[at, PAIN].iloc[0]
    assert value
    project.flat.loc[at, PAIN] = ""
    entries(project, "visit", "week_52_arm_1", 1, **{PAIN: value})
    project.assert_same(project.read())


def test_two_entries_at_one_visit_are_refused(project):
    entries(project, "visit", "week_52_arm_1", 1, **{PAIN: "3"})
    trouble = rf"has {PAIN} of P01 twice for week 52: .* and at the event week_52_arm_1 \(entry 1\)"
    with pytest.raises(FootwiseError, match=trouble):
        project.read()


def test_entries_outside_visits_are_refused_by_name(project):
    entries(project, "pain_diary", "enrolment_arm_1", 2, **{PAIN: ["3", "4"]})
    trouble = f"has {PAIN} at the repeating instrument pain_diary of the event enrolment_arm_1, whose week is not told"
    with pytest.raises(FootwiseError, match=trouble):
        project.read()


def test_entries_with_a_date_are_placed_by_it(project):
    """The design has windows: an entry of day 364 is the measure of week 52."""
    project.design = replace(project.design, windows=VisitWindows({w: (-3, 3) for w in project.design.weeks}, "drop"))
    project.people["enrolled"] = "2026-01-01"
    project.add_field("date", "text", "Date", form="visit")
    project.add_field("enrolled", "text", "Enrolled")
    project.fill("enrolled", "2026-01-01")
    project.flat["date"] = ""
    at = (project.flat["record_id"] == "P01") & (project.flat["redcap_event_name"] == "week_52_arm_1")
    value = project.flat.loc[at, PAIN].iloc[0]
    project.flat.loc[at, PAIN] = ""
    entries(project, "pain_diary", "enrolment_arm_1", 2, **{PAIN: [value, "9"], "date": ["2026-12-31", "2026-06-01"]})
    people, measures = tables_of(project.read())
    theirs = trial_data(people, measures, project.design)
    ours = trial_data(project.people, project.measures, project.design)
    np.testing.assert_array_equal(theirs.outcome(PAIN).follow_up, ours.outcome(PAIN).follow_up)
    assert any("left out" in note and "P01 day 151" in note for note in theirs.notes)


# Data access groups, identifiers, other fields.


@pytest.mark.parametrize("labels", [False, True])
def test_data_access_groups_describe_people(project, labels):
    groups = {who: ("north", "south")[k % 2] for k, who in enumerate(project.people["person"])}
    project.flat.insert(2, "redcap_data_access_group", project.flat["record_id"].map(groups))
    if labels:
        project.as_labels()
    read = project.read()
    project.assert_same(read)
    assert read.people["data_access_group"].tolist() == list(groups.values())


def test_a_person_in_two_groups_is_refused(project):
    project.flat["redcap_data_access_group"] = "north"
    project.flat.loc[5, "redcap_data_access_group"] = "south"
    with pytest.raises(FootwiseError, match="in the data access groups north and south"):
        project.read()


def test_groups_of_visits_only_and_no_groups(project):
    project.flat["redcap_data_access_group"] = np.where(project.first, "", "north")
    read = project.read()
    assert set(read.people["data_access_group"]) == {"north"}
    project.flat["redcap_data_access_group"] = ""
    assert "data_access_group" not in project.read().people


def test_what_tells_who_somebody_is_never_leaves_the_export(project):
    project.add_field("full_name", "text", "Name", **{"Identifier?": "y"})
    project.add_field("remarks", "notes", "Remarks")
    project.fill("full_name", "Ada Example")
    project.fill("remarks", "phoned twice")
    read = project.read()
    project.assert_same(read)
    assert "full_name" not in read.people and "remarks" not in read.people
    assert "Not taken, because it may tell who somebody is: full_name" in read.notes
    assert any("long texts and files" in note and "remarks" in note for note in read.notes)


def test_calculated_fields_and_items_of_questionnaires(project):
    project.add_field("total", "calc", "Total", "sum([a], [b])")
    project.add_field("koos_p1", "radio", "P1", "0, Never | 1, Monthly", form="visit")
    project.fill("total", "7,5")
    project.fill("koos_p1", "", "1")
    read = project.read()
    project.assert_same(read)
    assert set(read.people["total"]) == {"7.5"}
    assert "Not taken, because items are no outcomes until they are scored: koos_p1" in read.notes


def test_fields_that_the_design_calls_otherwise(project):
    new = {PAIN: "nrs", KAM: "kam", "arm": "group", "sex": "gender"}
    project.flat = project.flat.rename(columns=new)
    project.dictionary["Variable / Field Name"] = project.dictionary["Variable / Field Name"].replace(new)
    with pytest.raises(FootwiseError, match=f"has no field {PAIN}"):
        project.read()
    back = {theirs: ours for ours, theirs in new.items()}
    project.assert_same(project.read(RedcapNames(fields=back)))
    with pytest.raises(FootwiseError, match="has no field pain"):
        project.read(RedcapNames(fields={**back, "pain": "x"}))
    with pytest.raises(FootwiseError, match="has two columns for sex: gender and bmi"):
        project.read(RedcapNames(fields={**back, "bmi": "sex"}))


def test_codes_for_no_value(project):
    at = (project.flat["redcap_event_name"] == "week_7_arm_1") & (project.flat["record_id"] == "P02")
    project.flat.loc[at, PAIN] = "-99"
    people, measures = tables_of(project.read())
    with pytest.raises(FootwiseError, match="is -99, outside 0 to 10"):
        trial_data(people, measures, project.design)
    people, measures = tables_of(project.read(RedcapNames(missing=("-99", "NI"))))
    assert np.isnan(trial_data(people, measures, project.design).outcome(PAIN).follow_up[1, 0])


# How the file is written.


@pytest.mark.parametrize(
    "how",
    [
        {"sep": ";"},
        {"sep": "\t"},
        {"sep": "|"},
        {"encoding": "utf-8-sig", "lineterminator": "\r\n"},
        {"sep": ";", "decimal_comma": True},
        {"sep": ",", "decimal_comma": True},
    ],
)
def test_separators_and_decimal_commas(project, how):
    how = dict(how)
    if how.pop("decimal_comma", False):
        numbers = [outcome.name for outcome in project.design.outcomes]
        for name in [*numbers, "bmi", "speed_m_s"]:
            project.flat[name] = project.flat[name].str.replace(".", ",", regex=False)
        project.dictionary.loc[
            project.dictionary["Variable / Field Name"].isin(["bmi", "speed_m_s"]),
            "Text Validation Type OR Show Slider Number",
        ] = "number_comma_decimal"
    project.assert_same(project.read(**how))


def test_a_field_with_decimal_points_and_commas_is_refused(project):
    value = project.flat[PAIN]
    first, second = value.index[value != ""][:2]
    project.flat.loc[first, PAIN], project.flat.loc[second, PAIN] = "1,234", "4.5"
    with pytest.raises(FootwiseError, match=r"has 1,234 with a decimal comma and 4\.5 with a decimal point"):
        project.read()


def test_the_dictionary_of_the_interface_for_programs(project):
    names = ["field_name", "form_name", "section_header", "field_type", "field_label", "select_choices_or_calculations"]
    names += ["field_note", "text_validation_type_or_show_slider_number", "text_validation_min", "text_validation_max"]
    names += ["identifier", "branching_logic", "required_field", "custom_alignment", "question_number"]
    project.dictionary.columns = pd.Index([*names, "matrix_group_name", "matrix_ranking", "field_annotation"])
    project.assert_same(project.read())


# Items that are to be scored.

SCORES = ("womac_pain_0_100_worse", "womac_function_0_100_worse", "koos_pain_0_100_better")


def with_items(
    project: Project, choices: str = "0, None | 1, Mild | 2, Moderate | 3, Severe | 4, Extreme"
) -> pd.DataFrame:
    """Put the KOOS in place of its scores; gives the scores as they were."""
    design = project.design
    people = simulated_people(12, 3)
    arms, names = list(project.people["arm"]), list(project.people["person"])
    answers = simulated_answers(people, names, arms, design, 3).drop(columns=["simulated", "nrs_medial"]).astype(str)
    answers["redcap_event_name"] = "week_" + answers["week"] + "_arm_1"
    items = [name for name in answers if name not in ("person", "week", "redcap_event_name")]
    for name in items:
        project.add_field(f"koos_{name.lower()}", "radio", f"KOOS {name}", choices, form="visit")
    renamed = answers.rename(columns={"person": "record_id", **{name: f"koos_{name.lower()}" for name in items}})
    project.flat = project.flat.drop(columns=list(SCORES)).merge(
        renamed.drop(columns="week"), how="left", on=["record_id", "redcap_event_name"]
    )
    project.flat = project.flat.fillna("")
    scored = project.measures[project.measures["outcome"].isin(SCORES)]
    return scored.astype({"value": float, "week": float})


@pytest.mark.parametrize("labels", [False, True])
def test_items_become_answers_that_score_as_they_should(project, tmp_path, labels):
    wanted = with_items(project)
    if labels:
        project.as_labels()
    read = project.read()
    assert f"Not in the export, and to be scored from the answers: {', '.join(SCORES)}" in read.notes
    assert not any("koos_" in name for name in read.people)
    assert set(read.measures["outcome"]).isdisjoint(SCORES) and PAIN in set(read.measures["outcome"])
    write_csv(read.answers, tmp_path / "answers.csv")
    found = score_table(tmp_path / "answers.csv").outcomes.astype({"value": float, "week": float})
    keys = ["person", "week", "outcome"]
    both = wanted.merge(found, on=keys, suffixes=("", "_scored"), how="left")
    np.testing.assert_allclose(both["value_scored"], both["value"], atol=2e-3)


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (lambda p: p.rename_event("week_2_arm_1", "visit_1_arm_1"), "at the event visit_1_arm_1, whose week is not"),
        (lambda p: p.rename_event("week_25_arm_1", "visit_5_arm_1"), "at the event visit_5_arm_1, whose week is not"),
        (lambda p: p.forget(PAIN), f"has no field {PAIN}"),
    ],
)
def test_answers_that_have_no_visit_are_refused(project, change, trouble):
    with_items(project)
    change(project)
    with pytest.raises(FootwiseError, match=trouble):
        project.read()


def test_two_codes_with_one_label_are_refused(project):
    with_items(project, "0, None | 1, Mild | 2, Mild | 3, Severe | 4, Extreme")
    with pytest.raises(FootwiseError, match="has two codes with the label 'Mild'"):
        project.read()


# Results into a project.


def results(project: Project, folder: Path, names: RedcapNames | None = None, measures=None):
    project.dictionary.to_csv(folder / DICTIONARY, index=False)
    project.flat.to_csv(folder / FLAT, index=False)
    measures = project.measures if measures is None else measures
    return results_for_redcap(measures, folder / FLAT, folder / DICTIONARY, project.design, names)


def without_outcomes(project: Project, keep: str = "") -> None:
    for outcome in project.design.outcomes:
        if outcome.name != keep:
            project.flat[outcome.name] = ""


def test_results_come_back_as_they_were(project, tmp_path):
    """Into a project without outcomes, imported as REDCap does, exported and read: the trial's tables."""
    project.rename_event("week_52_arm_1", "month_12_arm_1")
    wanted = project.flat.copy()
    without_outcomes(project)
    table, notes = results(project, tmp_path)
    assert list(table)[:2] == ["record_id", "redcap_event_name"] and notes == ()
    keys = ["record_id", "redcap_event_name"]
    imported = project.flat.set_index(keys)
    imported.update(table.set_index(keys).replace("", np.nan))
    project.flat = imported.reset_index()[list(wanted)]
    pd.testing.assert_frame_equal(project.flat, wanted, check_dtype=False)
    project.assert_same(project.read())


def test_what_is_there_already_is_left_out(project, tmp_path):
    without_outcomes(project, keep=PAIN)
    project.flat[PAIN] = project.flat[PAIN].str.replace(r"\.0$", "", regex=True)
    table, notes = results(project, tmp_path)
    there = int((project.measures["outcome"] == PAIN).sum())
    assert notes == (f"{there} values are in the project already",)
    assert (table[PAIN] == "").all() and (table[KAM] != "").any()


def test_another_value_that_is_there_is_refused(project, tmp_path):
    at = (project.flat["redcap_event_name"] == "week_52_arm_1") & (project.flat["record_id"] == "P01")
    old = project.flat.loc[at, PAIN].iloc[0]
    project.flat.loc[at, PAIN] = "9.5"
    with pytest.raises(FootwiseError, match=rf"has {PAIN} = 9\.5 for P01 at week_52_arm_1, and the new value is {old}"):
        results(project, tmp_path)


def test_results_go_where_names_say(project, tmp_path):
    project.flat = project.flat.rename(columns={PAIN: "nrs"})
    project.dictionary["Variable / Field Name"] = project.dictionary["Variable / Field Name"].replace(PAIN, "nrs")
    project.rename_event("week_25_arm_1", "visit_5_arm_1")
    project.flat["nrs"] = ""
    pain = project.measures[project.measures["outcome"] == PAIN]
    table, _ = results(project, tmp_path, RedcapNames({"nrs": PAIN}, {"visit_5_arm_1": 25}), pain)
    assert list(table) == ["record_id", "redcap_event_name", "nrs"]
    assert len(table) == len(pain) and "visit_5_arm_1" in set(table["redcap_event_name"])


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (lambda p: p.rename_event("week_25_arm_1", "visit_5_arm_1"), "has no event of week 25"),
        (lambda p: p.move_last_row("week_25_phone_arm_1"), "has several events of week 25: week_25_arm_1, week_25_ph"),
        (lambda p: p.move_last_row("week_39_arm_2"), None),
        (lambda p: p.as_labels(), r"has the event 'Enrolment \(Arm 1: Everybody\)'\. Give the raw export"),
        (lambda p: p.flat.replace({"P01": "X"}, inplace=True), "has no record P01"),
        (lambda p: p.rename_field("nrs"), f"has no field {PAIN}"),
        (lambda p: entries(p, "visit", "enrolment_arm_1", 1), f"has {PAIN} in the repeating instrument visit"),
        (lambda p: p.validate(KAM, "integer"), f"takes whole numbers for {KAM}, and P0"),
    ],
)
def test_results_that_have_no_place_are_refused(project, tmp_path, change, trouble):
    without_outcomes(project)
    change(project)
    if trouble is None:
        # A person of one arm keeps its events, whatever those of another are called.
        table, _ = results(project, tmp_path, measures=project.measures[project.measures["person"] == "P01"])
        assert set(table["redcap_event_name"].str[-5:]) == {"arm_1"}
        return
    with pytest.raises(FootwiseError, match=trouble):
        results(project, tmp_path)
