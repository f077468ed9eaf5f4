"""Realistic faults of backends, each a small change of the app over SQLite.

They are siblings of `examples.sqlite_backend.known_bugs`: limits and windows that are off by one,
directions that are swapped, effects that are forgotten, memory that outlives its member, answers
that are cut, names that are compared too loosely, local times, stale caches, and refused actions
that leave something behind. The kit must find every one in a default run and name its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

import attrs

from examples.sqlite_backend.adapter import SqliteBackend
from examples.sqlite_backend.app import WEEK, seconds
from examples.sqlite_backend.pages import Pages
from linkgraph import CURRENT, Policy
from linkgraph.testing import SMALL


@attrs.frozen(eq=False)
class Fault:
    """A fault: its name, the rules that may be blamed for it, and the methods that it replaces."""

    name: str
    rules: str
    replaces: dict[str, Callable[..., Any]]
    policy: Policy = CURRENT

    def backend(self) -> SqliteBackend:
        """Return the adapter of the app with this fault."""
        return SqliteBackend(self.policy, app=type("Faulty", (Pages,), dict(self.replaces)))


FAULTS: list[Fault] = []


def fault(name: str, rules: str, policy: Policy = CURRENT, **replaces: Callable[..., Any]) -> None:
    FAULTS.append(Fault(name, rules, replaces, policy))


def replaced(name: str, rules: str, policy: Policy = CURRENT) -> Callable[[Any], Any]:
    """Register a function as the fault of the method with its name, less underscores."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        method = function.__name__.strip("_").partition("__")[0]
        FAULTS.append(Fault(name, rules, {method: function}, policy))
        return function

    return register


# -- the feed -----------------------------------------------------------------------------------


@replaced("a post for connections is fed to a colleague of a liker", "V4")
def home__unseen(app: Pages, viewer: str) -> set[str]:
    query = """
        SELECT posts.id, posts.author, engagements.member FROM posts
        JOIN engagements ON engagements.post = posts.id WHERE posts.audience = 'CONNECTIONS'
    """
    rows = app.rows(query).fetchall()
    return Pages.home(app, viewer) | {
        post
        for post, author, member in rows
        if viewer != author != member
        and app.are_friends(viewer, member)
        and app.gets(viewer, member)
        and not app.apart(viewer, author)
    }


def counted(condition: Callable[..., bool]) -> Callable[..., bool]:
    """Return a method that counts further engagements: those that meet a condition."""

    def counts(app: Pages, viewer: str, member: str, post: str, did: str, second: Any) -> bool:
        return Pages.counts(app, viewer, member, post, did, second) or (
            condition(app, viewer, member, post, did, second)
        )

    return counts


fault(
    "a reaction of a 2nd-degree member brings a post",
    "W5 W3",
    counts=counted(lambda app, v, m, post, did, second: m in second and app.sees(m, post)),
)
fault(
    "a reaction reaches followers",
    "W3",
    counts=counted(lambda app, v, m, post, did, second: app.gets(v, m) and app.sees(m, post)),
)
fault(
    "a repost reaches connections alone",
    "W3",
    counts=lambda app, v, m, post, did, second: Pages.counts(
        app, v, m, post, "REACTION" if did == "REPOST" else did, second
    ),
)
fault(
    "an engagement of somebody who does not see the post counts",
    "W3 W5 V4 V5",
    counts=counted(
        lambda app, v, m, post, did, second: app.are_friends(v, m) and not app.apart(v, m)
    ),
)
fault(
    "an engagement of an unfollowed connection counts",
    "W3 W1",
    counts=counted(
        lambda app, v, m, post, did, second: app.are_friends(v, m) and app.sees(m, post)
    ),
)
fault(
    "a follow that is not in force feeds", "F8 W2 W3 W1", gets=lambda app, v, a: app.follows(v, a)
)
fault(
    "a connection feeds without a follow",
    "W1 W3",
    gets=lambda app, v, a: Pages.gets(app, v, a) or app.are_friends(v, a),
)


def fed(condition: Callable[..., bool]) -> Callable[..., bool]:
    def is_fed(app: Pages, viewer: str, post: str, author: str, kind: str, second: Any) -> bool:
        return Pages.is_fed(app, viewer, post, author, kind, second) or (
            condition(app, viewer, post, author, kind, second)
        )

    return is_fed


fault(
    "a follow carries new jobs",
    "W2",
    is_fed=fed(lambda app, v, post, author, kind, second: app.gets(v, author)),
)
fault(
    "the 2nd degree carries articles",
    "W4",
    is_fed=fed(lambda app, v, post, author, kind, second: author in second),
)
fault(
    "the 2nd degree carries no new jobs",
    "W4",
    is_fed=lambda app, v, post, author, kind, second: Pages.is_fed(
        app,
        v,
        post,
        author,
        "ARTICLE" if kind == "JOB_CHANGE" and author in second else kind,
        second,
    ),
)
fault(
    "an author's own comment spreads their post",
    "W5 W4 W3",
    is_fed=fed(
        lambda app, v, post, author, kind, second: any(
            app.counts(v, member, post, did, second)
            for member, did in app.rows(
                "SELECT member, kind FROM engagements WHERE post = ?", post
            ).fetchall()
        )
    ),
)


@replaced("only the first 20 posts are returned", "W1 W2 W4 W9 W10")
def home__cut(app: Pages, viewer: str) -> set[str]:
    return set(sorted(Pages.home(app, viewer))[:20])


@replaced("only the first 100 posts are returned", "W1 W2 W4 W9 W10")
def home__cut_late(app: Pages, viewer: str) -> set[str]:
    return set(sorted(Pages.home(app, viewer))[-100:])


fault(
    "posts of a member who left stay",
    "A14",
    sign_off=lambda app, member: kept(app, member, "SELECT * FROM posts WHERE author = ?"),
)
fault(
    "engagements of a member who left stay",
    "A14 W3 W5",
    sign_off=lambda app, member: kept(app, member, "SELECT * FROM engagements WHERE member = ?"),
)
fault(
    "a block hides posts in one direction",
    "V2",
    sees=lambda app, v, post: (
        Pages.sees(app, v, post)
        or (
            app.blocks(v, author_of(app, post))
            and app.one("SELECT audience FROM posts WHERE id = ?", post) == "ANYONE"
        )
    ),
)


def author_of(app: Pages, post: str) -> str:
    return str(app.one("SELECT author FROM posts WHERE id = ?", post))


def kept(app: Pages, member: str, query: str) -> bool:
    """Sign a member off, and put back the rows of a query, all of one table."""
    table = query.split()[3]
    rows = app.rows(query, *[member] * query.count("?")).fetchall()
    left = Pages.sign_off(app, member)
    for row in rows:
        app.run(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", *row)
    return left


# -- degrees, suggestions, counts ---------------------------------------------------------------


@replaced("the 4th degree is shown as the 3rd", "D1")
def distance__too_far(app: Pages, viewer: str, member: str) -> int | None:
    steps = Pages.distance(app, viewer, member)
    near = app.friends(member)
    return 3 if steps is None and any(Pages.distance(app, viewer, m) == 3 for m in near) else steps


def distance__cached(app: Pages, viewer: str, member: str) -> int | None:
    cache = vars(app).setdefault("degrees", {})
    key = (viewer, member, frozenset(app.column("SELECT id FROM members")))
    steps = Pages.distance(app, viewer, member)
    if steps is not None and key not in cache:
        cache[key] = steps
    return min(filter(None, (cache.get(key), steps)), default=steps)


fault(
    "degrees are cached while they are right or too near",
    "D1 D2",
    distance=distance__cached,
    start=lambda app, members: Pages.start(app, members) or vars(app).pop("degrees", None),
)
fault(
    "a follow counts as a step",
    "D2 D1",
    distance=lambda app, v, m: (
        2
        if Pages.distance(app, v, m) is None
        and any(m in app.followed_by(near) for near in app.friends(v))
        else Pages.distance(app, v, m)
    ),
)
fault(
    "only 10 suggestions are returned",
    "D5",
    suggestions=lambda app, m: Pages.suggestions(app, m)[:10],
)
fault(
    "only 100 suggestions are returned",
    "D5",
    suggestions=lambda app, m: Pages.suggestions(app, m)[:100],
)
fault(
    "only 10 people in groups are returned",
    "D7",
    group_fellows=lambda app, m: Pages.group_fellows(app, m)[:10],
)
fault(
    "hibernated members are suggested",
    "D5 D7",
    may_suggest=lambda app, m, o: (
        Pages.may_suggest(app, m, o) or bool(app.setting(o, "hibernated"))
    ),
)
fault(
    "pending members are suggested to the recipient",
    "D5 D7",
    may_suggest=lambda app, m, o: Pages.may_suggest(app, m, o) or app.is_pending(o, m),
)
fault(
    "barred members are suggested",
    "D5 D7 A4",
    may_suggest=lambda app, m, o: (
        Pages.may_suggest(app, m, o) or (app.is_unwanted(m, o) and not app.apart(m, o))
    ),
)
fault(
    "members who blocked the viewer are suggested in groups",
    "D7 D5",
    may_suggest=lambda app, m, o: (
        Pages.may_suggest(app, m, o) or (app.blocks(o, m) and not app.is_unwanted(m, o))
    ),
)
fault(
    "people in groups are ranked by mutual connections",
    "D7",
    group_fellows=lambda app, m: sorted(
        Pages.group_fellows(app, m), key=lambda o: (-len(app.in_common(m, o)), o)
    ),
)
fault(
    "connections are among the people in groups",
    "D7",
    group_fellows=lambda app, m: [
        *Pages.group_fellows(app, m),
        *(
            o
            for o in app.friends(m)
            if set(groups_of(app, o)) & set(groups_of(app, m)) and not app.setting(o, "hibernated")
        ),
    ],
)
fault(
    "groups in capitals are the same group",
    "D7 V5 W6",
    group_fellows=lambda app, m: [
        *(other := Pages.group_fellows(app, m)),
        *(
            o
            for o in app.column("SELECT id FROM members")
            if o != m
            and o not in other
            and lower(groups_of(app, o)) & lower(groups_of(app, m))
            and app.may_suggest(m, o)
            and not app.are_friends(m, o)
        ),
    ],
)


def groups_of(app: Pages, member: str) -> list[str]:
    return app.column("SELECT name FROM member_groups WHERE member = ?", member)


def lower(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


fault(
    "one's own count is rounded",
    "P1 L6",
    connections_line=lambda app, v, o: (
        None if app.apart(v, o) else app.count_shown(app.connections_counted(o))
    ),
)
fault(
    "hibernated followers count",
    "P3 P2 F8",
    followers_counted=lambda app, m: int(
        app.one("SELECT COUNT(*) FROM follows WHERE followee = ?", m)
    ),
)
fault(
    "followers are counted up to a page",
    "P2",
    followers_counted=lambda app, m: min(100, Pages.followers_counted(app, m)),
)
fault(
    "counts are shown across a block to the blocker",
    "F5",
    connections_line=lambda app, v, o: (
        Pages.connections_line(app, v, o) or app.count_shown(app.connections_counted(o))
        if app.blocks(v, o)
        else Pages.connections_line(app, v, o)
    ),
)

# -- answers that are cut -----------------------------------------------------------------------


def cut(method: str, size: int) -> Callable[..., Any]:
    return lambda app, member: set(sorted(getattr(Pages, method)(app, member))[:size])


fault("100 connections are returned", "A2 F1", friends=cut("friends", 100))
fault("20 invitations are returned to their recipient", "A1 F4", inbox=cut("inbox", 20))
fault("25 invitations are returned to their sender", "A1 F4", outbox=cut("outbox", 25))
fault("50 followed members are returned", "A7 F2 A2 A1", followed_by=cut("followed_by", 50))
fault("10 blocked members are returned", "A11 F5", block_list=cut("block_list", 10))

# -- names that are compared too loosely --------------------------------------------------------


def loosely(name: Callable[[str], str]) -> dict[str, Callable[..., Any]]:
    """Return methods that take names for the same if they are the same by `name`."""

    def same(app: Pages, member: str) -> list[str]:
        return [o for o in app.column("SELECT id FROM members") if name(o) == name(member)]

    return {
        "follows": lambda app, a, b: any(
            Pages.follows(app, x, y) for x in same(app, a) for y in same(app, b)
        ),
        "blocks": lambda app, a, b: any(
            Pages.blocks(app, x, y) for x in same(app, a) for y in same(app, b)
        ),
        "friends": lambda app, a: set().union(*(Pages.friends(app, x) for x in same(app, a))),
        "sees": lambda app, v, post: (
            Pages.sees(app, v, post) or any(Pages.sees(app, x, post) for x in same(app, v))
        ),
        "followed_by": lambda app, a: set().union(
            *(Pages.followed_by(app, x) for x in same(app, a))
        ),
        "sign_up": lambda app, member: not same(app, member) and Pages.sign_up(app, member),
    }


for _what, _name in {
    "case": str.lower,
    "Unicode form": lambda name: normalize("NFC", name),
    "spaces around": str.strip,
    "leading zeros": lambda name: name.lstrip("0"),
}.items():
    for _method, _loose in loosely(_name).items():
        if _method != "sign_up" or _what == "case":
            fault(f"{_method} compares ids without {_what}", "", **{_method: _loose})

# -- windows and limits -------------------------------------------------------------------------


def local(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour)  # noqa: DTZ001  # a local time has no zone


def wall(zone: str, at: datetime) -> datetime:
    """Return local time without its zone: clocks change in 2026 as the table says."""
    winter, forward, back = {
        "America/New_York": (-5, local(3, 8, 7), local(11, 1, 6)),
        "Europe/Berlin": (1, local(3, 29, 1), local(10, 25, 1)),
        "Australia/Sydney": (11, local(10, 3, 16), local(4, 4, 16)),
    }[zone]
    naive = at.astimezone(UTC).replace(tzinfo=None)
    if forward < back:
        offset = winter + (forward <= naive < back)
    else:
        offset = winter - (back <= naive < forward)
    return naive + timedelta(hours=offset)


def stamp(zone: str, number: int) -> datetime:
    return wall(zone, datetime.fromtimestamp(number, UTC))


for _zone in ("America/New_York", "Europe/Berlin", "Australia/Sydney"):

    def is_cooling_down(
        app: Pages, sender: str, recipient: str, at: datetime, zone: str = _zone
    ) -> bool:
        query = """
            SELECT ended_at FROM requests
            WHERE sender = ? AND recipient = ? AND status = 'withdrawn'
        """
        return any(
            wall(zone, at) - stamp(zone, ended) < app.limits.withdraw_cooldown
            for ended in app.column(query, sender, recipient)
        )

    def may_block(app: Pages, member: str, other: str, at: datetime, zone: str = _zone) -> bool:
        query = "SELECT lifted_at FROM blocks WHERE blocker = ? AND blocked = ? AND lifted_at"
        return not app.apart(member, other) and not any(
            wall(zone, at) - stamp(zone, lifted) < app.limits.reblock_cooldown
            for lifted in app.column(query, member, other)
        )

    def sent_lately(app: Pages, sender: str, at: datetime, zone: str = _zone) -> int:
        sent = app.column("SELECT sent_at FROM sent WHERE sender = ?", sender)
        return sum(wall(zone, at) - stamp(zone, each) < timedelta(days=7) for each in sent)

    def notes_lately(app: Pages, sender: str, at: datetime, zone: str = _zone) -> int:
        sent = app.column("SELECT sent_at FROM sent WHERE sender = ? AND with_note", sender)
        months = [(stamp(zone, each).year, stamp(zone, each).month) for each in sent]
        return months.count((wall(zone, at).year, wall(zone, at).month))

    fault(f"cool-downs in local time, {_zone}", "A5", is_cooling_down=is_cooling_down)
    fault(f"blocks in local time, {_zone}", "A11", may_block=may_block)
    fault(f"weeks in local time, {_zone}", "L2", sent_lately=sent_lately)
    fault(f"months in local time, {_zone}", "L5", notes_lately=notes_lately)


@replaced("the month of notes is compared without its year", "L5")
def notes_lately__of_any_year(app: Pages, sender: str, at: datetime) -> int:
    sent = app.column("SELECT sent_at FROM sent WHERE sender = ? AND with_note", sender)
    return [datetime.fromtimestamp(each, UTC).month for each in sent].count(at.month)


@replaced("notes of later months of another year count", "L5")
def notes_lately__of_later_months(app: Pages, sender: str, at: datetime) -> int:
    sent = app.column("SELECT sent_at FROM sent WHERE sender = ? AND with_note", sender)
    return sum(datetime.fromtimestamp(each, UTC).month >= at.month for each in sent)


fault(
    "the first second of a month is of the last one",
    "L5",
    notes_lately=lambda app, s, at: int(
        app.one(
            "SELECT COUNT(*) FROM sent WHERE sender = ? AND with_note AND sent_at > ?",
            s,
            seconds(at.replace(day=1, hour=0, minute=0, second=0)),
        )
    ),
)
fault(
    "a note more than allowed",
    "L5",
    notes_lately=lambda app, s, at: Pages.notes_lately(app, s, at) - 1,
)
fault(
    "a note fewer than allowed",
    "L5",
    notes_lately=lambda app, s, at: Pages.notes_lately(app, s, at) + 1,
)


@replaced("notes sent while PREMIUM are not counted", "L5")
def invite__premium(
    app: Pages, sender: str, recipient: str, at: datetime, note: Any, email: bool
) -> bool:
    return Pages.invite(app, sender, recipient, at, note, email) and (
        app.setting(sender, "tier") != "PREMIUM" or without_note(app, sender)
    )


def without_note(app: Pages, sender: str) -> bool:
    newest = "SELECT MAX(rowid) FROM sent WHERE sender = ?"
    return app.run(f"UPDATE sent SET with_note = 0 WHERE rowid = ({newest})", sender) > 0


@replaced("withdrawing gives a note back", "L5")
def withdraw__note(app: Pages, sender: str, recipient: str, at: datetime, unfollow: bool) -> bool:
    return Pages.withdraw(app, sender, recipient, at, unfollow) and without_note(app, sender)


@replaced("an ignored invitation gives a note back", "L5")
def ignore__note(app: Pages, recipient: str, sender: str, at: datetime, unknown: bool) -> bool:
    return Pages.ignore(app, recipient, sender, at, unknown) and without_note(app, sender)


@replaced("notes are counted in UTF-16 units", "L4")
def note_fits__utf16(app: Pages, sender: str, note: str) -> bool:
    return Pages.note_fits(app, sender, "." * (len(note.encode("utf-16-le")) // 2))


@replaced("notes are counted after normalisation", "L4")
def note_fits__nfc(app: Pages, sender: str, note: str) -> bool:
    return Pages.note_fits(app, sender, normalize("NFC", note))


fault(
    "premium notes are as short as others",
    "L4",
    note_fits=lambda app, s, note: len(note) <= app.limits.note_length_free,
)
fault(
    "a note one character longer",
    "L4",
    note_fits=lambda app, s, note: Pages.note_fits(app, s, note[1:]),
)
fault(
    "a note one character shorter",
    "L4",
    note_fits=lambda app, s, note: Pages.note_fits(app, s, note + "."),
)
fault(
    "one invitation a week more",
    "L2",
    sent_lately=lambda app, s, at: Pages.sent_lately(app, s, at) - 1,
)
fault(
    "one invitation a week fewer",
    "L2",
    sent_lately=lambda app, s, at: Pages.sent_lately(app, s, at) + 1,
)
fault(
    "a week that is a second longer",
    "L2",
    sent_lately=lambda app, s, at: int(
        app.one(
            "SELECT COUNT(*) FROM sent WHERE sender = ? AND sent_at >= ?", s, seconds(at) - WEEK
        )
    ),
)
fault(
    "a week that begins on Monday",
    "L2",
    sent_lately=lambda app, s, at: int(
        app.one(
            "SELECT COUNT(*) FROM sent WHERE sender = ? AND sent_at >= ?",
            s,
            seconds(at.replace(hour=0, minute=0, second=0) - timedelta(days=at.weekday())),
        )
    ),
)
fault(
    "invitations are counted by what is pending",
    "L2",
    sent_lately=lambda app, s, at: int(
        app.one(
            "SELECT COUNT(*) FROM requests WHERE sender = ? AND status = 'pending' AND sent_at > ?",
            s,
            seconds(at) - WEEK,
        )
    ),
)
fault(
    "cool-downs in whole days",
    "A5",
    is_cooling_down=lambda app, s, r, at: Pages.is_cooling_down(
        app, s, r, at.replace(hour=23, minute=59, second=59)
    ),
)
fault(
    "a cool-down a second shorter",
    "A5",
    is_cooling_down=lambda app, s, r, at: Pages.is_cooling_down(
        app, s, r, at + timedelta(seconds=1)
    ),
)
fault(
    "a block comes back a second early",
    "A11",
    may_block=lambda app, m, o, at: Pages.may_block(app, m, o, at + timedelta(seconds=1)),
)
fault(
    "a block comes back a second late",
    "A11",
    may_block=lambda app, m, o, at: Pages.may_block(app, m, o, at - timedelta(seconds=1)),
)
fault(
    "the blocked one has to wait, too",
    "A11",
    may_block=lambda app, m, o, at: (
        Pages.may_block(app, m, o, at) and (app.apart(m, o) or Pages.may_block(app, o, m, at))
    ),
)
fault(
    "expires a second early",
    "A6",
    expire=lambda app, at: Pages.expire(app, at + timedelta(seconds=1)),
)
fault(
    "expires after six months",
    "A6",
    expire=lambda app, at: Pages.expire(app, at - timedelta(days=1)),
)


@replaced("expiry starts a cool-down", "A6")
def expire__cools(app: Pages, at: datetime) -> bool:
    return Pages.expire(app, at) and bool(
        app.run("UPDATE requests SET status = 'withdrawn' WHERE status = 'expired'") + 1
    )


# -- invitations --------------------------------------------------------------------------------


@replaced("inviting back clears a bar", "A4")
def invite__forgives(app: Pages, sender: str, recipient: str, *rest: Any) -> bool:
    done = Pages.invite(app, sender, recipient, *rest)
    if done:
        app.run(
            "DELETE FROM requests WHERE sender = ? AND recipient = ? AND status = 'unknown'",
            recipient,
            sender,
        )
    return done


@replaced("a bar stands in both directions", "A4")
def is_unwanted(app: Pages, sender: str, recipient: str) -> bool:
    return Pages.is_unwanted(app, sender, recipient) or Pages.is_unwanted(app, recipient, sender)


@replaced("the recipient withdraws", "A5")
def withdraw(app: Pages, sender: str, recipient: str, at: datetime, unfollow: bool) -> bool:
    return Pages.withdraw(app, sender, recipient, at, unfollow) or Pages.withdraw(
        app, recipient, sender, at, unfollow
    )


@replaced("the sender accepts", "A2")
def accept(app: Pages, recipient: str, sender: str, at: datetime) -> bool:
    return Pages.accept(app, recipient, sender, at) or Pages.accept(app, sender, recipient, at)


@replaced("the sender ignores", "A3 A4")
def ignore(app: Pages, recipient: str, sender: str, at: datetime, unknown: bool) -> bool:
    return Pages.ignore(app, recipient, sender, at, unknown) or Pages.ignore(
        app, sender, recipient, at, unknown
    )


@replaced("withdrawing always unfollows", "A5")
def withdraw__unfollows(app: Pages, sender: str, recipient: str, at: datetime, _: bool) -> bool:
    return Pages.withdraw(app, sender, recipient, at, unfollow=True)


@replaced("accepting follows in one direction", "A2")
def accept__one_way(app: Pages, recipient: str, sender: str, at: datetime) -> bool:
    before = app.follows(recipient, sender)
    return Pages.accept(app, recipient, sender, at) and (
        before or app.drop_follow(recipient, sender)
    )


@replaced("an invitation follows in spite of the audience", "A1 F8 A7")
def admits(app: Pages, followee: str, follower: str) -> bool:
    return Pages.admits(app, followee, follower) or app.is_pending(follower, followee)


def with_email(check: str) -> dict[str, Callable[..., Any]]:
    """Return a fault: who knows the e-mail address need not meet a check."""

    def may_invite(
        app: Pages, sender: str, recipient: str, at: datetime, note: Any, knows_email: bool
    ) -> bool:
        if not knows_email:
            return Pages.may_invite(app, sender, recipient, at, note, knows_email)
        lax = type("Lax", (type(app),), {check: lambda *_: False, "__del__": lambda _: None})
        copy = object.__new__(lax)
        vars(copy).update(vars(app))
        return Pages.may_invite(copy, sender, recipient, at, note, knows_email)

    return {"may_invite": may_invite}


fault("an e-mail address beats a bar", "A4", **with_email("is_unwanted"))
fault("an e-mail address beats a cool-down", "A5", **with_email("is_cooling_down"))
fault("an e-mail address beats the weekly limit", "L2", **with_email("week_is_full"))
fault("an e-mail address beats the cap", "L1", SMALL, **with_email("is_full"))
fault(
    "a hidden name hides at the 2nd degree",
    "P6",
    can_be_named=lambda app, s, r: app.setting(r, "name_shown") == "FULL" or app.are_friends(s, r),
)
fault("a hidden name hides nothing", "P6", can_be_named=lambda app, s, r: True)


def limited(**changes: int) -> Callable[..., Any]:
    def may_invite(app: Pages, *rest: Any, **options: Any) -> bool:
        right = app.limits
        app.limits = attrs.evolve(
            right, **{name: getattr(right, name) + change for name, change in changes.items()}
        )
        try:
            return Pages.may_invite(app, *rest, **options)
        finally:
            app.limits = right

    return may_invite


fault("one flag more", "L3", may_invite=limited(flag_limit=1))
fault("one flag fewer", "L3", may_invite=limited(flag_limit=-1))
fault("one connection more", "L1", SMALL, may_invite=limited(connection_cap=1))

# -- ties and blocks ----------------------------------------------------------------------------


@replaced("the blocked member lifts the block", "A12")
def unblock(app: Pages, member: str, other: str, at: datetime) -> bool:
    return Pages.unblock(app, member, other, at) or Pages.unblock(app, other, member, at)


@replaced("unblocking brings a follow back", "A12")
def unblock__follows(app: Pages, member: str, other: str, at: datetime) -> bool:
    done = Pages.unblock(app, member, other, at)
    if done and app.one("SELECT 1 FROM requests WHERE sender = ? AND recipient = ?", member, other):
        app.add_follow(member, other)
    return done


@replaced("a block leaves the follow of the blocked member", "F5")
def block__follow(app: Pages, member: str, other: str, at: datetime) -> bool:
    followed = app.follows(other, member)
    done = Pages.block(app, member, other, at)
    if done and followed:
        app.add_follow(other, member)
    return done


@replaced("a block leaves the invitation of the blocked member", "F5")
def block__pending(app: Pages, member: str, other: str, at: datetime) -> bool:
    pending = app.is_pending(other, member)
    done = Pages.block(app, member, other, at)
    if done and pending:
        app.run(
            "UPDATE requests SET status = 'pending' WHERE sender = ? AND status = 'void'", other
        )
    return done


@replaced("who is blocked may block back", "A11")
def may_block__back(app: Pages, member: str, other: str, at: datetime) -> bool:
    return Pages.may_block(app, member, other, at) or (
        app.blocks(other, member) and not app.blocks(member, other)
    )


@replaced("disconnecting keeps the other's follow", "A10")
def disconnect(app: Pages, member: str, other: str) -> bool:
    followed = app.follows(other, member)
    done = Pages.disconnect(app, member, other)
    if done and followed:
        app.add_follow(other, member)
    return done


@replaced("removing a follower removes the wrong follow", "A9")
def remove_follower(app: Pages, followee: str, follower: str) -> bool:
    return app.drop_follow(followee, follower)


@replaced("unfollowing ends both follows", "A8")
def unfollow(app: Pages, follower: str, followee: str) -> bool:
    return app.drop_follow(follower, followee) and app.drop_follow(followee, follower) is not None


@replaced("closing a profile refuses connections", "A7 F8 P2")
def admits__nobody(app: Pages, followee: str, _: str) -> bool:
    return bool(app.setting(followee, "follow_audience") == "EVERYONE")


# -- what a refused action leaves behind --------------------------------------------------------


@replaced("a refused invitation counts for the week", "L2")
def invite__counts(
    app: Pages, sender: str, recipient: str, at: datetime, note: Any, email: bool
) -> bool:
    done = Pages.invite(app, sender, recipient, at, note, email)
    return done or app.run("INSERT INTO sent VALUES (?, ?, 0)", sender, seconds(at)) < 0


@replaced("a refused note is used up", "L5 L2")
def invite__note(
    app: Pages, sender: str, recipient: str, at: datetime, note: Any, email: bool
) -> bool:
    done = Pages.invite(app, sender, recipient, at, note, email)
    if not done and note:
        app.run("INSERT INTO sent VALUES (?, ?, 1)", sender, seconds(at))
    return done


@replaced("a refused block ends follows", "A11")
def block__refused(app: Pages, member: str, other: str, at: datetime) -> bool:
    app.drop_follow(other, member)
    return Pages.block(app, member, other, at)


@replaced("a refused block starts the wait again", "A11")
def block__waits(app: Pages, member: str, other: str, at: datetime) -> bool:
    done = Pages.block(app, member, other, at)
    if not done:
        app.run(
            "UPDATE blocks SET lifted_at = ? WHERE blocker = ? AND blocked = ? AND lifted_at",
            seconds(at),
            member,
            other,
        )
    return done


@replaced("a refused accept closes the invitation", "A2 L1", SMALL)
def accept__refused(app: Pages, recipient: str, sender: str, at: datetime) -> bool:
    return Pages.accept(app, recipient, sender, at) or (
        app.close_request(sender, recipient, "ignored", at) and False
    )


@replaced("a refused disconnect ends follows", "A10")
def disconnect__refused(app: Pages, member: str, other: str) -> bool:
    app.drop_follow(member, other)
    return Pages.disconnect(app, member, other)


@replaced("joining again resets the profile", "A14 A13")
def sign_up(app: Pages, member: str) -> bool:
    done = Pages.sign_up(app, member)
    app.run(
        "UPDATE members SET hibernated = 0, tier = 'FREE', name_shown = 'FULL' WHERE id = ?", member
    )
    return done


@replaced("joining twice is done", "A14")
def sign_up__twice(app: Pages, member: str) -> bool:
    return Pages.sign_up(app, member) or True


@replaced("actions on unknown ids are done", "F6")
def know(_: Pages, __: Iterable[str]) -> bool:
    return True


# -- what outlives a member ---------------------------------------------------------------------

for _what, _rules, _query in (
    ("a cool-down", "A14 A5", "SELECT * FROM requests WHERE sender = ? AND status = 'withdrawn'"),
    (
        "a cool-down against",
        "A14 A5",
        "SELECT * FROM requests WHERE recipient = ? AND status = 'withdrawn'",
    ),
    ("a bar against", "A14 A4", "SELECT * FROM requests WHERE sender = ? AND status = 'unknown'"),
    ("a bar of", "A14 A4", "SELECT * FROM requests WHERE recipient = ? AND status = 'unknown'"),
    ("an unblock by", "A14 A11", "SELECT * FROM blocks WHERE blocker = ? AND lifted_at"),
    ("an unblock of", "A14 A11", "SELECT * FROM blocks WHERE blocked = ? AND lifted_at"),
    ("the week", "A14 L2", "SELECT sender, sent_at, 0 FROM sent WHERE sender = ?"),
    ("the notes", "A14 L5", "SELECT * FROM sent WHERE sender = ? AND with_note"),
    ("the groups", "A14 V5 D7", "SELECT * FROM member_groups WHERE member = ?"),
    ("the flags", "A14 L3", "SELECT * FROM members WHERE id = ? AND flags"),
):

    def sign_off(app: Pages, member: str, query: str = _query) -> bool:
        if query.split()[3] == "members":
            before = app.setting(member, "flags") or 0
            vars(app).setdefault("flags", {})[member] = before
            return Pages.sign_off(app, member)
        if " FROM sent" in query:
            rows = app.rows(query, member).fetchall()
            left = Pages.sign_off(app, member)
            app.db.executemany("INSERT INTO sent VALUES (?, ?, ?)", rows)
            return left
        return kept(app, member, query)

    def sign_up__flags(app: Pages, member: str) -> bool:
        done = Pages.sign_up(app, member)
        flags = vars(app).get("flags", {}).get(member, 0)
        app.run("UPDATE members SET flags = ? WHERE id = ?", flags, member)
        return done

    _more = {"sign_up": sign_up__flags} if _what == "the flags" else {}
    fault(f"{_what} a member outlives Leave and Join", _rules, sign_off=sign_off, **_more)

# -- buttons ------------------------------------------------------------------------------------


def shown(change: Callable[..., Any]) -> Callable[..., Any]:
    def profile_buttons(app: Pages, viewer: str, owner: str, at: datetime) -> Any:
        primary, secondary, menu = Pages.profile_buttons(app, viewer, owner, at)
        return change(app, viewer, owner, primary, secondary, menu)

    return profile_buttons


fault(
    "the blocked member sees UNBLOCK",
    "B12 B2 A12",
    profile_buttons=shown(
        lambda app, v, o, p, s, m: (p, s, ["UNBLOCK"] if p == "UNAVAILABLE" else m)
    ),
)
fault(
    "BLOCK is shown before it may come back",
    "B12 A11",
    profile_buttons=shown(
        lambda app, v, o, p, s, m: (
            p,
            s,
            m if "BLOCK" in m or p in {"EDIT_PROFILE", "UNAVAILABLE"} else [*m, "BLOCK"],
        )
    ),
)
fault(
    "PENDING stays in front when following comes first",
    "B5 B6",
    profile_buttons=shown(
        lambda app, v, o, p, s, m: (
            ("PENDING", s, [x for x in m if x != "PENDING"]) if "PENDING" in m else (p, s, m)
        )
    ),
)
fault(
    "the menu is sorted",
    "B3 B4 B6 B8 B10 B11 B12",
    profile_buttons=shown(lambda app, v, o, p, s, m: (p, s, sorted(m))),
)
