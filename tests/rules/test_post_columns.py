"""Posts and engagements in data frames (V1 to V5, W1 to W11): what a list says, columns say."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import attrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.rules.post_columns import ENGAGEMENT_COLUMNS, POST_COLUMNS
from tests.rules.drawing import DAY, POLICIES, T0, World, of, worlds
from tests.rules.test_feed import wires

Rows = dict[str, list[Any]]

# frames take their time
few = settings(max_examples=max(5, settings.default.max_examples // 10))


def rows_of_posts(posts: list[lg.Post]) -> Rows:
    grouped = [isinstance(post.audience, lg.Group) for post in posts]
    return {
        "id": [post.id for post in posts],
        "author": [post.author for post in posts],
        "kind": [post.kind.name for post in posts],
        "audience": [
            "GROUP" if group else post.audience.name
            for post, group in zip(posts, grouped, strict=True)
        ],
        "group": [
            post.audience.id if group else None for post, group in zip(posts, grouped, strict=True)
        ],
        "comments": [post.comments.name for post in posts],
        "at": [post.at for post in posts],
    }


def rows_of_engagements(engagements: list[lg.Engagement]) -> Rows:
    return {
        "member": [each.member for each in engagements],
        "post_id": [each.post_id for each in engagements],
        "kind": [each.kind.name for each in engagements],
        "at": [each.at for each in engagements],
    }


def polars(rows: Rows) -> pl.DataFrame:
    types = {"at": pl.Datetime("us", "UTC"), "group": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema_overrides={k: v for k, v in types.items() if k in rows})


def arrow(rows: Rows) -> pa.Table:
    return polars(rows).to_arrow()


def pandas(rows: Rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    if "at" in rows:
        frame["at"] = pd.to_datetime(frame["at"], utc=True)
    return frame


def objects(rows: Rows) -> pd.DataFrame:
    """Python values as they are, terms as members of their enums."""
    terms = {**lg.PostKind.__members__, **lg.EngagementKind.__members__}
    typed = {**rows, "kind": [terms[kind] for kind in rows["kind"]]}
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in typed.items()})


def categories(rows: Rows) -> pl.DataFrame:
    return polars(rows).with_columns(pl.col("kind").cast(pl.Categorical))


FORMS = {form.__name__: form for form in (polars, arrow, pandas, objects, categories)}


def framed_as(form: str, rows: Rows) -> Any:
    """Return a frame of this form; members of several types need one of objects."""
    mixed = any(len(set(map(type, column)) - {type(None)}) > 1 for column in rows.values())
    return (objects if mixed else FORMS[form])(rows)


def framed(values: list[Any]) -> list[Any]:
    """Some with a time, some without, and groups of text: a column has one type."""
    found = []
    for place, value in enumerate(values):
        changes: dict[str, Any] = {"at": T0 if place % 2 else None}
        if isinstance(value, lg.Post) and isinstance(value.audience, lg.Group):
            changes["audience"] = lg.Group(str(value.audience.id))
        found.append(attrs.evolve(value, **changes))
    return found


@few
@given(worlds(most=8), POLICIES, st.sampled_from([*FORMS]), st.sampled_from([*FORMS]), st.data())
def test_a_feed_of_a_frame_is_the_feed_of_its_posts(world: World, rules, one, other, data):
    """W1 to W9: whatever frames the two are in, or one of them a list."""
    wall, engaged = map(framed, data.draw(wires(world)))
    frame = framed_as(one, rows_of_posts(wall))
    columns = framed_as(other, rows_of_engagements(engaged))
    for viewer in world.members:
        expected = lg.feed(world.graph, viewer, wall, engaged, policy=rules)
        for engagements in (engaged, columns):
            assert expected == lg.feed(world.graph, viewer, frame, engagements, policy=rules)
        assert expected == lg.feed(world.graph, viewer, wall, columns, policy=rules)


def test_every_tie_alone_finds_its_posts_in_a_frame():
    """W1 to W6: each author, kind and audience, each engagement, wherever its member stands."""
    graph = of("bo", "ana", "cy", "di", "zed", connections="ana-bo bo-cy cy-di")
    for member in ("ana", "zed"):
        graph = graph.with_profile(member, lg.Profile(groups={"chess"}))
    wall = [
        lg.Post(number, author, kind=kind, audience=audience)
        for number, (author, kind, audience) in enumerate(
            product(graph, lg.PostKind, (lg.Audience.ANYONE, lg.Group("chess")))
        )
    ]
    frame = polars(rows_of_posts(wall))
    for who, kind, switch in product(graph, lg.EngagementKind, lg.SecondDegreeFeed):
        stray = lg.Engagement("a stranger", len(wall), kind)  # on no post of the wall
        engaged = [stray, *(lg.Engagement(who, post.id, kind) for post in wall)]
        rules = attrs.evolve(lg.CURRENT, second_degree_feed=switch)
        for viewer in graph:
            expected = lg.feed(graph, viewer, wall, engaged, policy=rules)
            assert expected == lg.feed(graph, viewer, frame, engaged, policy=rules)


@few
@given(worlds(most=8), st.sampled_from([*FORMS]), st.data())
def test_other_questions_take_frames_too(world: World, form, data):
    """W7, W9, W11, and the figures of a network."""
    wall, engaged = map(framed, data.draw(wires(world)))
    columns = framed_as(form, rows_of_engagements(engaged))
    graph, author = world.graph, wall[0].author
    assert lg.reach(graph, wall[0], engaged) == lg.reach(graph, wall[0], columns)
    viewer = world.members[-1]
    expected = lg.why_not_fed(graph, viewer, wall[0], engaged)
    assert expected == lg.why_not_fed(graph, viewer, wall[0], columns)
    expected = lg.active_followers(graph, author, engaged, since=T0)
    assert expected == lg.active_followers(graph, author, columns, since=T0)
    expected = lg.network_health(graph, author, wall, engaged, since=T0 - DAY)
    frame = framed_as(form, rows_of_posts(wall))
    assert expected == lg.network_health(graph, author, frame, columns, since=T0 - DAY)


GRAPH = of("ana", "bo", "cy", "di", connections="ana-bo bo-cy cy-di")


def test_columns_that_a_frame_lacks_say_what_a_post_says_by_itself():
    frame = pl.DataFrame({"id": [1, 2], "author": ["bo", "di"]})
    assert [lg.Post(1, "bo")] == [item.post for item in lg.feed(GRAPH, "ana", frame)]
    grouped = GRAPH.with_profile("ana", lg.Profile(groups={"chess"}))
    frame = frame.with_columns(pl.Series("group", [None, "chess"]))
    posts = [lg.Post(1, "bo"), lg.Post(2, "di", audience=lg.Group("chess"))]
    assert posts == [item.post for item in lg.feed(grouped, "ana", frame)]


def test_a_lazy_frame_and_a_relation_are_frames():
    rows = {"id": [1], "author": ["bo"]}
    with duckdb.connect() as connection:
        relation = connection.from_arrow(pa.table(rows))
        for frame in (pl.LazyFrame(rows), relation):
            assert [lg.Post(1, "bo")] == [item.post for item in lg.feed(GRAPH, "ana", frame)]


def test_no_posts_feed_nothing():
    frame = pl.DataFrame({"id": [], "author": []}, schema={"id": pl.Int64, "author": pl.String})
    assert [] == lg.feed(GRAPH, "ana", frame)


def test_only_posts_that_a_tie_might_feed_are_made(monkeypatch: pytest.MonkeyPatch):
    """A million posts of strangers cost a scan, and no objects."""
    made = []
    from linkgraph.rules import post_columns

    def counted(*values, **options):
        made.append(values)
        return lg.Post(*values, **options)

    monkeypatch.setattr(post_columns, "Post", counted)
    frame = pl.DataFrame({"id": range(1000), "author": ["bo", "di"] * 500})
    assert 500 == len(lg.feed(GRAPH, "ana", frame)) == len(made)


def test_strangers_who_engaged_matter_only_on_posts_that_are_given():
    """As in a list: engagements on other posts are ignored."""
    frame = pl.DataFrame({"id": [1], "author": ["di"]})
    row = {"member": ["zoe"], "post_id": [2], "kind": ["COMMENT"]}
    assert [] == lg.feed(GRAPH, "ana", frame, pl.DataFrame(row))
    with pytest.raises(lg.UnknownMember) as caught:
        lg.feed(GRAPH, "ana", frame, pl.DataFrame({**row, "post_id": [1]}))
    assert lg.UnknownMember("zoe") == caught.value


def test_integers_are_compared_with_integers_and_text_with_text():
    frame = pl.DataFrame({"id": [1, 2], "author": ["di", "di"]})
    engaged = [lg.Engagement("bo", name, lg.EngagementKind.REACTION) for name in ("1", 2, 2**70)]
    assert [2] == [item.post.id for item in lg.feed(GRAPH, "ana", frame, engaged)]


NOBODY = pl.DataFrame({"id": [1], "author": ["zoe"]})
POST = {"id": [1, 2], "author": ["bo", "cy"]}
DONE = {"member": ["bo", "cy"], "post_id": [1, 2], "kind": ["REACTION", "COMMENT"]}
NAIVE = datetime(2026, 1, 5)  # noqa: DTZ001  # what is refused
BAD_POSTS = {
    "an author who is not there": ({"author": ["bo", "zoe"]}, "zoe", None),
    "no author": ({"author": ["bo", None]}, None, 1),
    "no id": ({"id": [None, 2]}, None, 0),
    "a fraction as an id": ({"id": [0.5, 2.0]}, 0.5, 0),
    "a misspelt column": ({"audiense": ["ANYONE"] * 2}, "audiense", None),
    "no such kind": ({"kind": ["POST", "poem"]}, "poem", 1),
    "no kind": ({"kind": ["POST", None]}, None, 1),
    "a number for a kind": ({"kind": [1, 2]}, 1, 0),
    "no such audience": ({"audience": ["ANYONE", "NOBODY"]}, "NOBODY", 1),
    "a group without its id": ({"audience": ["ANYONE", "GROUP"]}, "GROUP", 1),
    "a group and another audience": (
        {"audience": ["ANYONE", "CONNECTIONS"], "group": [None, "chess"]},
        "chess",
        1,
    ),
    "a group's audience and no group": (
        {"audience": ["GROUP", "GROUP"], "group": ["chess", None]},
        None,
        1,
    ),
    "a fraction as a group": ({"group": [None, 1.5]}, 1.5, 1),
    "no such comment control": ({"comments": ["ALL", "SOME"]}, "SOME", 1),
    "a naive time": ({"at": [None, NAIVE]}, NAIVE, 1),
    "a date": ({"at": [None, "2026-01-05"]}, "2026-01-05", 1),
}


@pytest.mark.parametrize(("changes", "value", "row"), BAD_POSTS.values(), ids=BAD_POSTS)
def test_a_bad_post_is_named_by_its_value_and_row(changes, value, row):
    with pytest.raises(lg.LinkGraphError) as caught:
        lg.feed(GRAPH, "ana", pl.DataFrame({**POST, **changes}, strict=False))
    if value == "zoe":
        assert lg.UnknownMember("zoe") == caught.value
    else:
        assert (value, row) == (caught.value.value, caught.value.row)


def test_a_bad_time_among_python_values_is_named_by_its_row():
    frame = pd.DataFrame({**POST, "at": pd.Series([T0, "monday"], dtype=object)})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, "ana", frame)
    assert ("monday", 1) == (caught.value.value, caught.value.row)


@pytest.mark.parametrize("lacking", ["member", "post_id", "kind"])
def test_engagements_lack_no_column(lacking):
    rows = {name: values for name, values in DONE.items() if name != lacking}
    for ask in (
        lambda frame: lg.feed(GRAPH, "ana", pl.DataFrame(POST), frame),
        lambda frame: lg.reach(GRAPH, lg.Post(1, "ana"), frame),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            ask(pl.DataFrame(rows))
        assert lacking == caught.value.value


def test_an_array_is_no_frame_of_posts():
    with pytest.raises(lg.InvalidInput):
        lg.feed(GRAPH, "ana", np.array([[1, 2]]))


def test_a_viewer_or_a_policy_that_is_none_is_refused_before_the_frame_is_read():
    with pytest.raises(lg.UnknownMember):
        lg.feed(GRAPH, "zoe", pl.DataFrame(POST))
    with pytest.raises(lg.InvalidInput):
        lg.feed(GRAPH, "ana", pl.DataFrame(POST), policy=None)


def test_the_tables_of_columns_name_the_fields():
    fields = [field.name for field in attrs.fields(lg.Post)]
    assert [*POST_COLUMNS] == [*fields[:4], "group", *fields[4:]]
    assert [*ENGAGEMENT_COLUMNS] == [field.name for field in attrs.fields(lg.Engagement)]


def test_times_come_back_in_utc():
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)
    frame = pl.DataFrame({**POST, "at": [at, None]})
    assert [at] == [item.post.at for item in lg.feed(GRAPH, "ana", frame)][:1]
