"""Posts and engagements in data frames (V1 to V5, W1 to W11): what a list says, columns say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import attrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.rules import post_frames as post_columns
from linkgraph.rules.post_frames import ENGAGEMENT_COLUMNS, POST_COLUMNS
from tests.rules.drawing import DAY, POLICIES, T0, World, of, offending, worlds
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
    expected = lg.feed_verdict(graph, viewer, wall[0], engaged)
    assert expected == lg.feed_verdict(graph, viewer, wall[0], columns)
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


def made_of_columns(monkeypatch: pytest.MonkeyPatch, kind: Any) -> list[tuple[Any, ...]]:
    """Return what each `kind` that comes out of columns from now on is made of."""
    made: list[tuple[Any, ...]] = []

    def make(*values: Any, **options: Any) -> Any:
        made.append(values)
        return kind(*values, **options)

    monkeypatch.setattr(post_columns, kind.__name__, make)
    return made


def test_only_posts_that_a_tie_might_feed_are_made(monkeypatch: pytest.MonkeyPatch):
    """A million posts of strangers cost a scan, and no objects."""
    made = made_of_columns(monkeypatch, lg.Post)
    frame = pl.DataFrame({"id": range(1000), "author": ["bo", "di"] * 500})
    assert 500 == len(lg.feed(GRAPH, "ana", frame)) == len(made)


def test_only_engagements_that_are_asked_about_are_made(monkeypatch: pytest.MonkeyPatch):
    """A million engagements on other posts cost a scan, and times of a zone are not looked at."""
    made = made_of_columns(monkeypatch, lg.Engagement)
    monkeypatch.setattr(post_columns, "utc", None)
    rows = {"member": ["bo"] * 9, "post_id": [1, 2, 3] * 3, "kind": ["COMMENT"] * 9, "at": [T0] * 9}
    lg.reach(GRAPH, lg.Post(1, "ana"), polars(rows))
    assert [("bo", 1, lg.EngagementKind.COMMENT)] * 3 == made


def test_only_engagements_that_a_tie_may_read_are_made(monkeypatch: pytest.MonkeyPatch):
    """W3, W5: a connection's, and comments of the second degree, on posts that might be fed."""
    graph = of("ana", "bo", "cy", "di", connections="ana-bo bo-cy cy-di")
    posts, engaged = made_of_columns(monkeypatch, lg.Post), list[lg.Engagement]()
    take = post_columns.Engagements.take

    def noted(columns: post_columns.Engagements, rows: Any) -> list[lg.Engagement]:
        found = take(columns, rows)
        engaged.extend(found)
        return found

    monkeypatch.setattr(post_columns.Engagements, "take", noted)
    rows = [
        ("bo", 1, "REACTION"),
        ("cy", 1, "COMMENT"),
        ("cy", 1, "REACTION"),  # of the second degree, and no comment
        ("di", 1, "COMMENT"),  # of the third degree
        ("cy", 2, "REACTION"),
        ("di", 3, "COMMENT"),
        ("bo", 9, "COMMENT"),  # on no post of the frame
    ]
    frame = pl.DataFrame({"id": [1, 2, 3], "author": ["bo", "di", "di"]})
    columns = ("member", "post_id", "kind")
    lg.feed(graph, "ana", frame, pl.DataFrame(rows, schema=columns, orient="row"))
    assert [(1, "bo")] == posts
    kinds = lg.EngagementKind
    expected = [lg.Engagement("bo", 1, kinds.REACTION), lg.Engagement("cy", 1, kinds.COMMENT)]
    assert expected == engaged


def test_strangers_who_engaged_matter_only_on_posts_that_are_given():
    """As in a list: engagements on other posts are ignored."""
    frame = pl.DataFrame({"id": [1], "author": ["di"]})
    row = {"member": ["zoe"], "post_id": [2], "kind": ["COMMENT"]}
    assert [] == lg.feed(GRAPH, "ana", frame, pl.DataFrame(row))
    with pytest.raises(lg.UnknownMember) as caught:
        lg.feed(GRAPH, "ana", frame, pl.DataFrame({**row, "post_id": [1]}))
    assert lg.UnknownMember("zoe") == caught.value


def test_integers_are_compared_with_integers_and_text_with_text():
    ids = [1, 2, -(2**63), 2**63 - 1, 3]
    frame = pl.DataFrame({"id": ids, "author": ["di"] * 5})
    asked = ("1", 2, -(2**63), 2**63 - 1, 2**63, -(2**63) - 1, 2**70, -(2**70))
    engaged = [lg.Engagement("bo", name, lg.EngagementKind.REACTION) for name in asked]
    assert {*ids[1:4]} == {item.post.id for item in lg.feed(GRAPH, "ana", frame, engaged)}
    frame = pl.DataFrame({"id": ["1", "2"], "author": ["di"] * 2})
    assert ["1"] == [item.post.id for item in lg.feed(GRAPH, "ana", frame, engaged)]


NOBODY = pl.DataFrame({"id": [1], "author": ["zoe"]})
POST = {"id": [1, 2], "author": ["bo", "cy"]}
DONE = {"member": ["bo", "cy"], "post_id": [1, 2], "kind": ["REACTION", "COMMENT"]}
NAIVE = datetime(2026, 1, 5)  # noqa: DTZ001  # what is refused
# the changed columns, the offending value, its row
BAD_POSTS = {
    "no author": ({"author": ["bo", None]}, None, 1),
    "no id": ({"id": [None, 2]}, None, 0),
    "a fraction as an id": ({"id": [0.5, 2.0]}, 0.5, 0),
    "a misspelt column": ({"audiense": ["ANYONE"] * 2}, "audiense", None),
    "no such kind": ({"kind": ["POST", "poem"]}, "poem", 1),
    "no kind": ({"kind": ["POST", None]}, None, 1),
    "a number for a kind": ({"kind": [1, 2]}, 1, 0),
    "no such audience": ({"audience": ["ANYONE", "NOBODY"]}, "NOBODY", 1),
    "a group without its id": ({"audience": ["ANYONE", "GROUP"]}, "GROUP", 1),
    "groups without their ids": ({"audience": ["GROUP", "GROUP"]}, "GROUP", 0),
    "a group and another audience": (
        {"audience": ["ANYONE", "CONNECTIONS"], "group": [None, "chess"]}, "chess", 1,
    ),
    "groups and other audiences": (
        {"audience": ["ANYONE", "CONNECTIONS"], "group": ["go", "chess"]}, "go", 0,
    ),
    "a group's audience and no group": (
        {"audience": ["GROUP", "GROUP"], "group": ["chess", None]}, None, 1,
    ),
    "a fraction as a group": ({"group": [None, 1.5]}, 1.5, 1),
    "no such comment control": ({"comments": ["ALL", "SOME"]}, "SOME", 1),
    "a naive time": ({"at": [None, NAIVE]}, NAIVE, 1),
    "a date": ({"at": [None, "2026-01-05"]}, "2026-01-05", 1),
}  # fmt: skip
BAD_ENGAGEMENTS = {
    "no member": ({"member": ["bo", None]}, None, 1),
    "no post": ({"post_id": [1, None]}, None, 1),
    "no such kind": ({"kind": ["COMMENT", "NOD"]}, "NOD", 1),
    "a naive time": ({"at": [None, NAIVE]}, NAIVE, 1),
    "another column": ({"post": [1, 2]}, "post", None),
}


@pytest.mark.parametrize(("changes", "value", "row"), BAD_POSTS.values(), ids=BAD_POSTS)
def test_a_bad_post_is_refused_by_its_value_and_row(changes, value, row):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, "ana", pl.DataFrame({**POST, **changes}, strict=False))
    assert (value, row) == offending(caught.value)


@pytest.mark.parametrize(("changes", "value", "row"), BAD_ENGAGEMENTS.values(), ids=BAD_ENGAGEMENTS)
def test_a_bad_engagement_is_refused_by_its_value_and_row(changes, value, row):
    frame = pl.DataFrame({**DONE, **changes}, strict=False)
    for ask in (
        lambda: lg.feed(GRAPH, "ana", pl.DataFrame(POST), frame),
        lambda: lg.reach(GRAPH, lg.Post(1, "ana"), frame),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            ask()
        assert (value, row) == offending(caught.value)


def test_an_author_who_is_not_there_is_refused():
    with pytest.raises(lg.UnknownMember) as caught:
        lg.feed(GRAPH, "ana", pl.DataFrame({**POST, "author": ["bo", "zoe"]}))
    assert lg.UnknownMember("zoe") == caught.value


def test_a_bad_time_among_python_values_is_named_by_its_row():
    frame = pd.DataFrame({**POST, "at": pd.Series([T0, "monday"], dtype=object)})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, "ana", frame)
    assert ("monday", 1) == offending(caught.value)


def test_python_values_that_are_null_are_no_times():
    frame = pd.DataFrame({**POST, "at": pd.Series([T0, pd.NaT], dtype=object)})
    posts = [lg.Post(1, "bo", at=T0), lg.Post(2, "cy")]
    assert posts == [item.post for item in lg.feed(GRAPH.follow("ana", "cy"), "ana", frame)]


@pytest.mark.parametrize("kind", ["poem", 7, ["POST"], lg.EngagementKind.COMMENT])
def test_a_bad_term_among_python_values_is_named_by_its_row(kind):
    frame = pd.DataFrame({**POST, "kind": pd.Series(["POST", kind], dtype=object)})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, "ana", frame)
    assert (kind, 1) == offending(caught.value)


@pytest.mark.parametrize("lacking", ["id", "author"])
def test_posts_lack_no_column(lacking):
    frame = pl.DataFrame({name: values for name, values in POST.items() if name != lacking})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, "ana", frame)
    assert f"`{lacking}`" in caught.value.expected


@pytest.mark.parametrize("lacking", ["member", "post_id", "kind"])
def test_engagements_lack_no_column(lacking):
    rows = {name: values for name, values in DONE.items() if name != lacking}

    for ask in (
        lambda frame: lg.feed(GRAPH, "ana", pl.DataFrame(POST), frame),
        lambda frame: lg.reach(GRAPH, lg.Post(1, "ana"), frame),
    ):
        with pytest.raises(lg.InvalidInput) as caught:
            ask(pl.DataFrame(rows))
        assert f"`{lacking}`" in caught.value.expected


def test_a_frame_with_two_columns_of_a_name_is_refused():
    twice = pd.DataFrame([[1, "bo", "cy"]], columns=["id", "author", "author"])
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(GRAPH, "ana", twice)
    assert ("DataFrame", None) == offending(caught.value)


@pytest.mark.parametrize(
    ("ask", "value", "row"),
    [
        (
            lambda values: lg.feed(GRAPH, "ana", values),
            7,
            None,
        ),
        (
            lambda values: lg.reach(GRAPH, lg.Post(1, "ana"), values),
            7,
            None,
        ),
        (
            lambda values: lg.feed(GRAPH, "ana", pl.DataFrame(POST), values),
            7,
            None,
        ),
        (
            lambda value: lg.feed(GRAPH, "ana", [lg.Post(1, "bo"), value]),
            "hi",
            1,
        ),
        (
            lambda value: lg.reach(GRAPH, lg.Post(1, "ana"), [value]),
            "hi",
            0,
        ),
    ],
)
def test_what_is_no_collection_of_posts_or_engagements_is_refused(ask, value, row):
    with pytest.raises(lg.InvalidInput) as caught:
        ask(value)
    assert (value, row) == offending(caught.value)


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


FRAMES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pd.DataFrame,
    "Polars": pl.DataFrame,
    "lazy Polars": pl.LazyFrame,
    "Arrow": pa.table,
    "batch of Arrow": pa.record_batch,
    "DuckDB": lambda content: duckdb.from_arrow(pa.table(content)),
}
frames = pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
PAIR = of("ana", "bo", connections=[("ana", "bo")])


def _code(error: lg.InvalidInput) -> str:
    """Return the code in a remedy; the last words in backticks."""
    return error.remedy.split("`")[-2]


@frames
def test_the_remedy_for_too_many_columns_works(make: Callable[[Any], Any]) -> None:
    """F6: in the words of each library."""
    df = make({"a": [1], "b": [2], "c": [3]})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.LinkGraph.from_edges(connections=df)
    selected = eval(_code(caught.value), {"df": df})
    assert of(1, 2, connections=[(1, 2)]) == lg.LinkGraph.from_edges(connections=selected)
    df = make({"id": [1], "likes": [3], "author": ["bo"]})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(PAIR, "ana", df)
    assert "likes" == caught.value.value
    selected = eval(_code(caught.value), {"df": df})
    assert [1] == [item.post.id for item in lg.feed(PAIR, "ana", selected)]


@pytest.mark.parametrize(
    "at", ["2026-03-02T09:00:00Z", T0.replace(tzinfo=None)], ids=["text", "naive"]
)
@frames
def test_the_remedy_for_times_works(make: Callable[[Any], Any], at: Any) -> None:
    """The remedy parses text, and says the zone of a time without one."""
    df = make({"id": [1], "author": ["bo"], "at": [at]})
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(PAIR, "ana", df)
    assert 0 == caught.value.row
    code = _code(caught.value)
    match df:
        case duckdb.DuckDBPyRelation():
            duckdb.sql("SET TimeZone = 'UTC'")
            parsed = df.project(f"id, author, {code} AS at")
        case pl.DataFrame() | pl.LazyFrame():
            parsed = df.with_columns(eval(code, {"pl": pl}))
        case pd.DataFrame():
            parsed = df.assign(at=eval(code, {"pd": pd, "df": df}))
        case _:
            column = eval(code, {"pa": pa, "pc": pc, "df": df})
            parsed = pa.table({"id": df["id"], "author": df["author"], "at": column})
    assert T0 == lg.feed(PAIR, "ana", parsed)[0].post.at


def test_a_frame_without_any_known_column_is_told_which_there_are() -> None:
    with pytest.raises(lg.InvalidInput) as caught:
        lg.feed(PAIR, "ana", pd.DataFrame({"likes": [3]}))
    assert "df" not in caught.value.remedy


def test_groups_of_a_frame_are_ids_like_all_others() -> None:
    """F6: as integers, where a database sums to decimals."""
    graph = PAIR.with_profile("ana", lg.Profile(groups={7}))
    posts = duckdb.sql("SELECT 1::HUGEINT AS id, 'bo' AS author, 7::DECIMAL(18, 0) AS \"group\"")
    assert [lg.Post(1, "bo", audience=lg.Group(7))] == [
        item.post for item in lg.feed(graph, "ana", posts)
    ]
