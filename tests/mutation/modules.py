"""Which tests are a module's own: a row for each module of `src/linkgraph`.

A mutant meets the groups from left to right until a test fails: a module's own tests first,
then what decides the same rules elsewhere. A new module needs a row here.
"""

from __future__ import annotations

# modules, or folders of them, that are not mutated, and why
LEFT_OUT = {
    "__init__": "imports and names; tests/rules/test_surface.py holds them to the public API",
}

ACTIONS = ("rules/test_effects", "rules/test_changes", "rules/test_limits")
TOTAL = ("rules/test_totality",)
STORED = (
    (
        "doors/stores/test_laws",
        "doors/stores/test_altered",
        "doors/stores/test_manifest",
        "doors/stores/test_killed",
    ),
)
ARCHIVED = ("doors/archive/test_whole", "doors/archive/test_eras", "doors/archive/test_files",
            "doors/archive/test_report")  # fmt: skip
READ = (ARCHIVED, ("doors/archive/test_laws",))
KIT = tuple(f"doors/conformance/test_{name}" for name in ("blame", "faults", "kit"))
SHOWN = ("model/test_answers", "model/test_eras")

GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "rules.invitations": (("rules/test_invitations", *ACTIONS), ("model/test_actions",)),
    "rules.messages": (("rules/test_messages",), SHOWN),
    "rules.buttons": (("rules/test_buttons",), TOTAL, SHOWN),
    "rules.all_buttons": (("rules/test_all_buttons",), TOTAL),
    "rules.feed": (("rules/test_feed", "rules/test_post_columns"), TOTAL, SHOWN),
    "rules.feed_ties": (("rules/test_feed", "rules/test_post_columns"), TOTAL, SHOWN),
    "rules.post_columns": (("rules/test_post_columns",),),
    "rules.posts": (("rules/test_posts",), ("rules/test_feed",), SHOWN),
    "rules.changes": (("rules/test_changes", "rules/test_limits", "rules/test_effects"),
                      ("rules/test_buttons", *TOTAL), ("model/test_actions",)),
    "rules.policy": (("rules/test_policy", "rules/test_eras"),
                     ("rules/test_limits", "model/test_eras")),
    "rules.actions": (("rules/test_actions",), ("rules/test_changes", "rules/test_history")),
    "rules.advice": (("rules/test_advice",), TOTAL, SHOWN),
    "rules.degrees": (("rules/test_degrees",), ("rules/test_feed", "model/test_answers")),
    "rules.followers": (("rules/test_followers",), ("rules/test_changes", "model/test_answers")),
    "rules.health": (("rules/test_health", "facts/test_progress"), ("model/test_eras",)),
    "rules.history": (("rules/test_history", "facts/test_as_code", "facts/test_progress"),
                      ("model/test_eras",)),
    "rules.names": (("rules/test_names",), SHOWN),
    "rules.profile_view": (("rules/test_profile_view",), SHOWN),
    "rules.verdicts": (("rules/test_verdicts", "rules/test_posts"), ("rules/test_changes", *TOTAL)),
    "rules.book": (("docs/test_book",), ("docs/test_pages",)),
    "facts.adjacency": (("facts/test_adjacency",), ("facts/test_ties", "facts/test_edges")),
    "facts.arrays": (("facts/test_arrays",), ("facts/test_memberset", "rules/test_feed")),
    "facts.as_code": (("facts/test_as_code",), ("facts/test_as_value",)),
    "facts.canonical": (("facts/test_as_value", "stable/test_pickles"),
                        ("facts/test_member_order", "facts/test_diff")),
    "facts.diff": (("facts/test_diff",), ("facts/test_any_history", "facts/test_as_value")),
    "facts.edges": (("facts/test_edges", "facts/test_room"),
                    ("facts/test_ids", "facts/test_member_order")),
    "facts.graph": (("facts/test_ties", "facts/test_roster", "facts/test_profiles"),
                    ("facts/test_as_value", "facts/test_edges", "facts/test_errors"),
                    ("facts/test_progress", "facts/test_room", "facts/test_as_code")),
    "facts.ids": (("facts/test_ids", "facts/test_profiles"),
                  ("facts/test_roster", "facts/test_errors", "rules/test_degrees")),
    "facts.memberset": (("facts/test_memberset",), ("facts/test_ids",)),
    "facts.persistent": (("facts/test_persistent",), ("facts/test_any_history",)),
    "facts.profiles": (("facts/test_profiles",), ("facts/test_as_value", "facts/test_diff")),
    "facts.progress": (("facts/test_progress",),),
    "facts.room": (("facts/test_room",),),
    "facts.member_index": (("facts/test_roster", "facts/test_ids"),
                     ("facts/test_member_order", "facts/test_edges")),
    "facts.state": (("facts/test_state",), ("facts/test_progress",),
                    ("facts/test_ties", "facts/test_diff"), ("facts/test_any_history",)),
    "facts.values": (("facts/test_profiles", "facts/test_errors", "facts/test_as_code"),
                     ("facts/test_diff", "rules/test_actions", "rules/test_policy",
                      "doors/test_history_files")),
    **{f"display.{name}": ((f"doors/display/{test}", "doors/display/test_whole"),)
       for name, test in (("_widget", "test_explore"), ("about", "test_explore"),
                          ("exploring", "test_explore"), ("picture", "test_draw"),
                          ("scene", "test_draw"), ("tables", "test_tables"),
                          ("text", "test_text"))},
    **{f"display.{name}": (("doors/display/test_places", "doors/display/test_whole"),
                           ("doors/display/test_draw",))
       for name in ("labels", "layout", "svg")},
    "display.plots": (("doors/display/test_plots",),),
    "errors": (("facts/test_errors",), ("facts/test_ids", "rules/test_verdicts")),
    "nx.backend": (("doors/nx/test_backend",),),
    "nx.flat": (("doors/nx/test_backend",),),
    "nx.mappings": (("doors/nx/test_views",), ("doors/nx/test_their_suite",)),
    "nx.reading": (("doors/nx/test_reading",),),
    "nx.refusal": (("doors/nx/test_views",),),
    "nx.views": (("doors/nx/test_views",), ("doors/nx/test_their_suite",)),
    "history_files": (("doors/test_history_files",),),
    "testing.adapter": (("doors/conformance/test_adapter",), KIT),
    "testing.answers": (("doors/conformance/test_answers",), KIT),
    "testing.blame": (("doors/conformance/test_blame",), ("doors/conformance/test_faults",)),
    "testing.faults": (("doors/conformance/test_faulty", "doors/conformance/test_faults"),),
    "testing.kit": (("doors/conformance/test_way_in",), ("doors/conformance/test_kit",)),
    "testing.machine": (("doors/conformance/test_machine",), ("doors/conformance/test_kit",)),
    "testing.prepared": (("doors/conformance/test_prepared",), KIT),
    "testing.questions": (("doors/conformance/test_questions",), KIT),
    "testing.running": (("doors/conformance/test_running",), KIT),
    "testing.stories": (("doors/conformance/test_stories",), ("doors/conformance/test_prepared",)),
    "testing.trial": (("doors/conformance/test_trial",), ("doors/conformance/test_kit",)),
    **{f"testing.sqlite.{name}": (("doors/conformance/test_sqlite",), KIT)
       for name in ("adapter", "app", "pages", "schema")},
    **{f"stores.{name}": STORED for name in ("ids", "layout", "loading", "maps", "verifying")},
    **{
        f"archive.{name}": READ
        for name in ("activity", "archive", "connections", "desk", "files", "invitations",
                     "merge", "report", "rows")
    },
    **{
        f"archive.{name}": ((f"doors/archive/test_{name}",), *READ)
        for name in ("dates", "people", "tables", "values")
    },
    "stores.saving": (("doors/stores/test_laws", "doors/stores/test_killed"),
                      ("doors/stores/test_manifest", "doors/stores/test_shared")),
    "generated.assumptions": (("doors/generated/test_assumptions", "docs/test_generated"),),
    "generated.draws": (("doors/generated/test_draws",), ("doors/generated/test_network",)),
    "generated.network": (("doors/generated/test_steps",),
                          ("docs/test_generated", "doors/generated/test_network")),
    "generated.moment": (("doors/generated/test_network",),),
    **{
        f"generated.{name}": (("doors/generated/test_steps",), ("doors/generated/test_network",))
        for name in ("communities", "connections", "follows", "invitations", "settings")
    },
    **{f"strategies.{name}": ((f"doors/test_strategies_{test}", "doors/test_strategies_arguments"),
                              ("doors/test_strategies",))
       for name, test in (("acting", "acting"), ("events", "told"), ("member_ids", "walks"),
                          ("past", "told"), ("posting", "walks"), ("relations", "told"),
                          ("settings", "walks"), ("times", "walks"))},
    "strategies.arguments": (("doors/test_strategies_arguments",), ("doors/test_strategies",)),
    "strategies.by_type": (("doors/test_strategies_by_type",), ("doors/test_strategies_types",)),
    "strategies.shapes": (("doors/test_strategies_every_shape", "doors/test_strategies_arguments"),
                          ("doors/test_strategies_shapes",)),
}  # fmt: skip
