"""The peers that keep arrays: SciPy's sparse arrays and SuiteSparse:GraphBLAS.

- SciPy: its documentation recommends building from COO to CSR and slicing rows of a CSR array. A
  product of sparse arrays counts the paths of two steps. `indptr` and `indices` are public.
- python-graphblas: a step of a search is `next(~seen.S) << any_pair(frontier @ A)`, as in its
  documentation, and counts of mutual connections are the same step over `plus_pair`. Where
  `frontier @ A` pushes, `A @ frontier` pulls. It uses as many threads as it chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.graph_libraries import FAR, Forms, Peer
from benchmarks.networks import Network

Ids = NDArray[Any]


class ArrayPeer(Peer):
    """A peer that gives neighbours as arrays, combined with masks."""

    row: Callable[[int], Ids]  # the connections of a member
    second: Callable[[int], Ids]
    touching: Callable[[list[int], Ids], Ids]  # which members have a connection among others

    def forms(self) -> Forms:
        return [
            ("audience", "np.delete(np.arange(n), blocked)", self.audience),
            ("reach", "masks over rows of A", self.reach),
        ]

    def degrees(self, viewer: int, members: list[int]) -> Ids:
        second = self.second(viewer)
        levels = np.full(self.members, FAR, np.int8)
        levels[second] = 2
        levels[self.row(viewer)] = 1
        levels[viewer] = 0
        degrees = levels[members]
        degrees[(degrees == FAR) & self.touching(members, second)] = 3
        return degrees

    def audience(self, author: int) -> Ids:
        return np.delete(np.arange(self.members), list(self.blocked.get(author, ())))

    def narrow(self, author: int) -> Ids:
        return np.append(self.row(author), author)

    def leading(self, ids: Ids, counts: Ids, viewer: int) -> list[tuple[int, int]]:
        """Return the ten with the most mutual connections; ties are broken by id, ascending."""
        if not_suggested := self.not_suggested.get(viewer):
            keep = ~np.isin(ids, list(not_suggested))
            ids, counts = ids[keep], counts[keep]
        if len(ids) > 10:
            tenth = np.partition(counts, -10)[-10]
            ids, counts = ids[counts >= tenth], counts[counts >= tenth]
        order = np.argsort(-counts, kind="stable")[:10]
        return list(zip(ids[order].tolist(), counts[order].tolist(), strict=True))

    def reach(self, author: int) -> dict[str, Ids]:
        """Split the readers of a public post by W1 to W5; the first tie of a reader counts."""
        seen = np.zeros(self.members, bool)
        seen[[author, *self.blocked.get(author, ())]] = True

        def unseen(rows: list[Ids]) -> Ids:
            mask = np.zeros(self.members, bool)
            for row in rows:
                mask[row] = True
            mask &= ~seen
            seen[mask] = True
            return np.flatnonzero(mask)

        split = {"W1": unseen([self.row(author)]), "W2": unseen([self.other_followers(author)])}
        split["W3"] = unseen([self.row(member) for member in self.counting(author)])
        split["W4"] = unseen([self.second(author)])
        rows = []
        for member in self.commenters(author):
            row, blocked = self.second(member), self.blocked.get(member)
            rows.append(row[~np.isin(row, list(blocked))] if blocked else row)
        split["W5"] = unseen(rows)
        return split


class Scipy(ArrayPeer):
    @staticmethod
    def build(network: Network) -> Any:
        from scipy.sparse import coo_array

        one, other = network.connections.astype(np.int32).T
        ends = np.concatenate((one, other)), np.concatenate((other, one))
        shape = (network.members, network.members)
        matrix = coo_array((np.ones(len(ends[0]), np.int32), ends), shape=shape).tocsr()
        matrix.sort_indices()
        return matrix

    def forms(self) -> Forms:
        row = self.row
        return [
            *super().forms(),
            ("second", "np.flatnonzero of a mask over A[A[[v]].indices].indices", self.second),
            ("degrees", "A[members] @ second", self.degrees),
            ("mutual", "np.intersect1d(A[[a]].indices, A[[b]].indices)",
             lambda a, b: np.intersect1d(row(a), row(b), assume_unique=True)),
            ("people", "np.bincount(A[A[[v]].indices].indices), then np.partition", self.people),
            ("narrow audience", "np.append(A[[v]].indices, v)", self.narrow),
        ]  # fmt: skip

    def row(self, member: int) -> Ids:
        bounds = self.graph.indptr
        return self.graph.indices[bounds[member] : bounds[member + 1]]

    def second(self, viewer: int) -> Ids:
        first = self.row(viewer)
        mask = np.zeros(self.members, bool)
        mask[self.graph[first].indices] = True
        mask[first] = False
        mask[viewer] = False
        return np.flatnonzero(mask)

    def touching(self, members: list[int], second: Ids) -> Ids:
        mask = np.zeros(self.members, bool)
        mask[second] = True
        return self.graph[members] @ mask > 0

    def people(self, viewer: int) -> list[tuple[int, int]]:
        first = self.row(viewer)
        counts = np.bincount(self.graph[first].indices, minlength=self.members)
        counts[first] = 0
        counts[viewer] = 0
        ids = np.flatnonzero(counts)
        return self.leading(ids, counts[ids], viewer)


class Graphblas(ArrayPeer):
    @staticmethod
    def build(network: Network) -> Any:
        from graphblas import Matrix

        one, other = network.connections.T
        ends, count = (
            (np.concatenate(pair) for pair in ((one, other), (other, one))),
            network.members,
        )
        matrix = Matrix.from_coo(*ends, values=True, nrows=count, ncols=count, dtype=bool)
        return matrix.wait("materialize")

    def forms(self) -> Forms:
        import graphblas

        self.package = graphblas
        A, pair, step = self.graph, graphblas.binary.pair, self.step  # noqa: N806  # a matrix
        return [
            *super().forms(),
            ("second", "next(~seen.S) << any_pair(first @ A)", lambda v: step(v, bool, "any_pair")),
            ("second", "next(~seen.S) << any_pair(A @ first)",
             lambda v: step(v, bool, "any_pair", pull=True)),
            ("degrees", "any_pair(A[members, :] @ second)", self.degrees),
            ("mutual", "A[a, :].ewise_mult(A[b, :], pair)",
             lambda a, b: A[a, :].new().ewise_mult(A[b, :].new(), pair).new().wait()),
            ("people", "next(~seen.S) << plus_pair(first @ A)", self.people),
            ("narrow audience", "np.append(A[v, :].to_coo()[0], v)", self.narrow),
        ]  # fmt: skip

    def step(self, viewer: int, kind: type, semiring: str, *, pull: bool = False) -> Any:
        """Return one step of a search from the viewer's connections, which are left out."""
        first = self.graph[viewer, :].new()
        seen = first.dup()
        seen[viewer] = True
        second = self.package.Vector(kind, self.members)
        product = self.graph @ first if pull else first @ self.graph
        second(~seen.S) << getattr(self.package.semiring, semiring)(product)
        return second.wait()

    def row(self, member: int) -> Ids:
        return self.graph[member, :].new().to_coo(values=False)[0]

    def second(self, viewer: int) -> Ids:
        return self.step(viewer, bool, "any_pair").to_coo(values=False)[0]

    def touching(self, members: list[int], second: Ids) -> Ids:
        vector = self.package.Vector.from_coo(second, True, size=self.members)
        third = self.package.semiring.any_pair(self.graph[members, :].new() @ vector).new()
        mask = np.zeros(len(members), bool)
        mask[third.to_coo(values=False)[0]] = True
        return mask

    def people(self, viewer: int) -> list[tuple[int, int]]:
        return self.leading(*self.step(viewer, int, "plus_pair").to_coo(), viewer)


ARRAY_LIBRARIES: dict[str, Any] = {"GraphBLAS": Graphblas, "SciPy": Scipy}
