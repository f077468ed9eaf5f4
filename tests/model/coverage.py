"""For each rule, the differential tests that compare the library with the specification on it.

Each row names the tests, and a planted bug: a line of the specification, and the line that
replaces it. With the bug, the specification disagrees with the library on that rule, and each of
the tests must notice. `test_coverage.py` plants the bugs one after the other.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """The tests that compare one rule, a line of one file of the specification, and a bug."""

    tests: str
    file: str
    line: str
    bug: str


# rules that cannot be compared with a specification, each with the reason: there are none
NOT_COMPARED: dict[str, str] = {}

TIES = "test_of_all_sets_of_ties_a_graph_holds_the_lawful_ones"
EDGES = "test_a_graph_is_built_from_edges"
INVITED = "test_every_invitation_is_allowed_or_refused_for_its_reasons"
NOTED = "test_every_note_is_allowed_or_refused_for_its_reasons"
NOW = "test_every_action_in_every_state_of_now"
PAST = "test_every_action_in_every_state_of_the_past"
ATLAS = "test_degrees_are_those_of_the_specification"
THREE = "test_every_graph_on_three_members_answers"
ACTIONS = "test_every_action_on_three_members"
SEEN = "test_who_sees_and_comments"
FED = "test_every_tie_of_a_feed"
BUTTONS = "test_the_buttons_of_each_and_of_all_beside_every_condition"
PAIRS = "test_the_buttons_beside_every_two_conditions"
ROUTES = "test_every_route_of_a_message"
VIEWS = "test_every_view_of_a_profile"
CLUES = "test_the_advice_on_every_clue_of_the_graph"
SIGNALS = "test_the_advice_on_every_signal"
ERA = "test_an_era_is_its_row_and_nothing_else"
REPLAY = "test_a_history_replays_to_the_same_world_in_every_era"

# fmt: off
TABLE = {
    "F1": Row(f"{TIES} {EDGES}", "world", "return frozenset({a, b}) in self.connections",
              "return str(a) < str(b) and frozenset({a, b}) in self.connections"),
    "F2": Row(f"{TIES} {EDGES}", "world", '"FOLLOW": self.follows,',
              '"FOLLOW": self.follows | {(b, a) for a, b in self.follows},'),
    "F3": Row(TIES, "world", "apart = not ties & shut",
              "apart = {f[::-1] for f in self.follows} == self.follows and not ties & shut"),
    "F4": Row(TIES, "world", " and not self.connections & pending", ""),
    "F5": Row(TIES, "world", "apart = not ties & shut and not", "apart = not"),
    "F6": Row("test_an_action_that_names_a_stranger_is_an_error", "actions",
              "m not in w.members]", "m not in w.members][1:]"),
    "F7": Row("test_a_profile_has_its_defaults", "world",
              '"contact_shown": True,', '"contact_shown": False,'),
    "F8": Row(f"{FED} {VIEWS} {NOW}", "world",
              "return everyone or self.connected(follower, followee)", "return everyone"),
    "F9": Row(f"{PAST} test_a_diff_is_the_facts_gained_and_lost", "world",
              '"INVITED": times_by_key(self.invited),', '"INVITED": {},'),
    "F10": Row(EDGES, "world", "sorted(ms) if as_arrays else ms for", "ms for"),
    "A1": Row(f"{INVITED} {NOW}", "actions",
              'yield "A1", not w.connected(s, r)', 'yield "A1", True'),
    "A2": Row(ACTIONS, "actions", "pairs = {(s, r), (r, s)} if", "pairs = {(s, r)} if"),
    "A3": Row(f"{NOW} {PAST}", "actions", "return said if unknown else w", "return said"),
    "A4": Row(f"{INVITED} {PAST}", "actions", "(r, s) not in w.bars", "(s, r) not in w.bars"),
    "A5": Row(f"{INVITED} {PAST}", "actions", "if (a, b) == (s, r)]", "if {a, b} == {s, r}]"),
    "A6": Row(NOW, "actions", ">= policy.expire_after", "> policy.expire_after"),
    "A7": Row(NOW, "actions", "yield own, (a, b) not in w.follows", "yield own, True"),
    "A8": Row(NOW, "actions", "return replace(w, follows=w.follows - {(a, b)})",
              "return replace(w, follows=w.follows - {(a, b), (b, a)})"),
    "A9": Row(NOW, "actions", '"RemoveFollower": "A9"', '"RemoveFollower": "A8"'),
    "A10": Row(f"{NOW} {ACTIONS}", "actions", "gone = {(a, b), (b, a)} if", "gone = {(a, b)} if"),
    "A11": Row(NOW, "actions", "ways = {(a, b), (b, a)}", "ways = {(a, b)}"),
    "A12": Row(NOW, "actions", "yield own, (a, b) in w.blocks", "yield own, w.blocked(a, b)"),
    "A13": Row("test_every_change_of_a_profile", "actions",
               "yield own, changed(w, action) != w.profile(a)", "yield own, True"),
    "A14": Row(PAST, "actions", "withdrawals unblocks invited", "withdrawals invited"),
    "L1": Row(f"{INVITED} {NOW} {BUTTONS}", "actions", "< policy.connection_cap",
              "<= policy.connection_cap"),
    "L2": Row(INVITED, "actions", "invited < weekly", "invited <= weekly"),
    "L3": Row(INVITED, "actions", "w.flags[s] < policy.flag_limit",
              "w.flags[s] <= policy.flag_limit"),
    "L4": Row(NOTED, "actions", "len(note) <= length", "len(note) < length"),
    "L5": Row(NOTED, "actions", "noted < policy.free_notes_per_month",
              "noted <= policy.free_notes_per_month"),
    "L6": Row(VIEWS, "answers", 'f"{top}+" if count >= top', 'f"{top}+" if count > top'),
    "D1": Row(ATLAS, "world", "for steps in range(4):", "for steps in range(3):"),
    "D2": Row(THREE, "world", "for m in near))",
              "for m in near), {b for a, b in w.follows if a in near})"),
    "D3": Row(f"{ATLAS} {THREE}", "world", "return w.connections_of(a) & w.connections_of(b)",
              "return w.connections_of(a) | w.connections_of(b)"),
    "D4": Row(ATLAS, "world", "if 0 < steps <= 3 else", "if 0 < steps < 3 else"),
    "D5": Row(ATLAS, "world", "return sorted(counted, key=lambda known: -known[1])",
              "return counted"),
    "D7": Row("test_degrees_and_who_lies_between", "world",
              "(-r[1], -len(mutual_connections(w, viewer, r[0])))", "-r[1]"),
    "D6": Row(f"{THREE} {VIEWS}", "world", "return known & w.effective_followers(member)",
              "return known"),
    "V1": Row(SEEN, "answers", 'return "V1", True', 'return "V1", False'),
    "V2": Row(SEEN, "answers", 'return "V2", False', 'return "V2", True'),
    "V3": Row(SEEN, "answers", 'return "V3", True', 'return "V3", not w.follows'),
    "V4": Row(SEEN, "answers", 'return "V4", w.connected(viewer, author)',
              'return "V4", w.connected(viewer, author) or w.in_force(viewer, author)'),
    "V5": Row(SEEN, "answers", "audience.id in w.profile(viewer)",
              "audience.id in w.profile(author)"),
    "W1": Row(f"{FED} {THREE}", "answers", '"W1": near(author),',
              '"W1": w.connected(viewer, author),'),
    "W2": Row(FED, "answers", 'and kind in ("POST", "ARTICLE"),', ","),
    "W3": Row(f"{FED} {THREE}", "answers", "for m in engaged if near(m)}",
              "for m in engaged if w.connected(viewer, m)}"),
    "W4": Row(FED, "answers", 'and kind in ("POST", "JOB_CHANGE")', ""),
    "W5": Row(FED, "answers", ' and e.kind.name == "COMMENT"}', "}"),
    "W6": Row(f"{FED} {THREE}", "answers",
              '"W6": getattr(post.audience, "id", None) in', '"W6": 0 in'),
    "W7": Row(f"{FED} {THREE}", "answers", "fed = viewer != author and can_see",
              "fed = can_see"),
    "W8": Row(SEEN, "answers", 'narrowed = control == "ALL"',
              'narrowed = control != "NONE"'),
    "W9": Row(f"{FED} {THREE}", "answers", '"W5", "W6"] if seen', '"W6", "W5"] if seen'),
    "W10": Row(f"{FED} {THREE}", "answers", "== 2, w.in_force(viewer, author)",
               "== 2, w.in_force(author, viewer)"),
    "W11": Row("test_who_sees_and_is_fed_a_post", "answers",
               "if e.at is not None and e.at >= since}", "if e.at is not None and e.at > since}"),
    "B1": Row(BUTTONS, "answers", 'return "B1", "EDIT_PROFILE"', 'return "B1", "MESSAGE"'),
    "B2": Row(f"{BUTTONS} {PAIRS}", "answers", '"UNAVAILABLE", None', '"UNAVAILABLE", "MESSAGE"'),
    "B3": Row(f"{BUTTONS} {PAIRS}", "answers", "UNFOLLOW REMOVE_CONNECTION", "UNFOLLOW"),
    "B4": Row(f"{BUTTONS} {PAIRS}", "answers", 'if "ACCEPT" in allowed else ("IGNORE", None)',
              'if "ACCEPT" in allowed else ("ACCEPT", "IGNORE")'),
    "B5": Row(f"{BUTTONS} {PAIRS}", "answers", '"PENDING BLOCK"', '"BLOCK"'),
    "B6": Row(f"{BUTTONS} {PAIRS}", "answers", '("B6", mine, "PENDING", "MESSAGE",',
              '("B6", mine, "PENDING", None,'),
    "B7": Row(f"{BUTTONS} {PAIRS}", "answers", 'not followish, "MESSAGE", None, "BLOCK")',
              'not followish, "MESSAGE", None, "")'),
    "B8": Row(f"{BUTTONS} {PAIRS}", "answers", '("B8", not invitable, follow, "MESSAGE",',
              '("B8", not invitable, follow, None,'),
    "B9": Row(f"{BUTTONS} {PAIRS}", "answers", '("B9", not followish, "CONNECT", "MESSAGE",',
              '("B9", not followish, "CONNECT", None,'),
    "B10": Row(PAIRS, "answers", '"CONNECT BLOCK"', '"BLOCK CONNECT"'),
    "B11": Row(f"{BUTTONS} {PAIRS}", "answers",
               '("B11", True, "CONNECT",', '("B11", True, follow,'),
    "B12": Row(f"{BUTTONS} {PAIRS}", "answers",
               "entries.split() if entry in allowed]", "entries.split()]"),
    "B13": Row(f"{BUTTONS} {ROUTES}", "answers", 'return "DIRECT"', 'return "INMAIL"'),
    "B14": Row(f"{BUTTONS} {PAIRS}", "answers", '({"FOLLOW"} if followed else set())', "set()"),
    "M1": Row(ROUTES, "answers", 'them.tier.name == "PREMIUM" and them.open_profile',
              "them.open_profile"),
    "P1": Row(f"{VIEWS} {THREE}", "answers", '"exact": own,', '"exact": own or near,'),
    "P2": Row(f"{VIEWS} {THREE}", "answers", '"follower_count": len(w.effective_followers(owner))',
              '"follower_count": len(w.effective_followers(owner) - w.connections_of(owner))'),
    "P3": Row(VIEWS, "answers", "sum(not w.profile(n).hibernated for n", "sum(True for n"),
    "P4": Row(VIEWS, "answers", "(near and settings.contact_shown)", "near"),
    "P5": Row(VIEWS, "answers", '"mutual_shown": degree(w, viewer, owner) <= 3',
              '"mutual_shown": degree(w, viewer, owner) <= 2'),
    "P6": Row(f"{VIEWS} {INVITED}", "world",
              'name_shown.name == "FULL" or degree(w, viewer, member) <= 2',
              'name_shown.name == "FULL" or degree(w, viewer, member) <= 3'),
    "P7": Row(f"{VIEWS} {THREE}", "answers", '"followers": own,', '"followers": own or near,'),
    "G1": Row(f"{CLUES} {SIGNALS}", "answers", "(w.connected(viewer, member) and follows)",
              "w.connected(viewer, member)"),
    "G2": Row(CLUES, "answers", '"ACCEPT" if acceptable else "NOTHING"', '"ACCEPT"'),
    "G3": Row(f"{CLUES} {SIGNALS}", "answers", '("G3", not invitable, follow)',
              '("G3", not invitable, "NOTHING")'),
    "G4": Row(SIGNALS, "answers", "signals.relation or colleagues", "colleagues"),
    "G5": Row(SIGNALS, "answers", 'stated in ("KNOWN_ONLY", "FOLLOW_FIRST")',
              'stated in ("KNOWN_ONLY",)'),
    "G6": Row(f"{CLUES} {SIGNALS}", "answers",
              '("G6", follow_is_primary(w, member, policy), follow)',
              '("G6", them.primary_button.name == "FOLLOW", follow)'),
    "G7": Row(CLUES, "answers", '("G7", followers and followers >=',
              '("G7", followers and followers >'),
    "G8": Row(CLUES, "answers", "len(known) >= policy.advice_mutuals",
              "len(known) > policy.advice_mutuals"),
    "G9": Row("test_follow_or_connect", "answers", '[("G9", True, follow_first)]',
              '[("G9", True, "FOLLOW_FIRST")]'),
    "G10": Row(CLUES, "answers",
               "for n in w.connections_of(m))", "for n in w.connections_of(m)) + 1"),
    "G11": Row(f"test_follow_or_connect {SIGNALS}", "answers",
               '("G11", goal == "CONTENT", follow),', '("G11", goal == "CONTENT", follow_first),'),
    "G12": Row("test_how_a_network_fares", "answers", "for post in mine for e in on(post)}",
               "for post in own for e in on(post)}"),
    "E1": Row(ERA, "actions", '"NOBODY", False, False, True,', '"NOBODY", False, False, False,'),
    "E2": Row(ERA, "actions", '"INFLUENCERS", False, False, True,',
              '"INFLUENCERS", False, False, False,'),
    "E3": Row(ERA, "actions", '"EVERYONE", True, False, False, "INFLUENCERS", None',
              '"EVERYONE", True, False, False, "EVERYONE", None'),
    "E4": Row(ERA, "actions", '"EVERYONE", True, False, False, "EVERYONE", None',
              '"EVERYONE", True, True, False, "EVERYONE", None'),
    "E5": Row(ERA, "actions", '"EVERYONE", 100, True)', '"EVERYONE", None, True)'),
    "E6": Row("test_an_era_begins_on_the_first_of_its_month", "actions", "if since <= day]",
              "if since < day]"),
    "E7": Row(REPLAY, "actions", "        else:\n            w = step(w, action, policy)",
              "        elif position:\n            w = step(w, action, policy)"),
    "H1": Row(REPLAY, "actions", "(refused or [None])[0]", "(refused or [None])[-1]"),
    "H2": Row(REPLAY, "actions", "for position, action in enumerate(actions):",
              "for position, action in enumerate(actions[:-1]):"),
    "H3": Row("test_a_diff_is_the_facts_gained_and_lost " + ACTIONS, "world",
              '"INVITATION": self.pending,', '"INVITATION": {},'),
}
# fmt: on
