"""The peers that keep arrays: SciPy's sparse arrays, SuiteSparse:GraphBLAS, and a Numba kernel.

SciPy: its documentation recommends building from COO to CSR and slicing rows of a CSR
array; a product of sparse arrays counts the paths of two steps. `indptr` and `indices` are public.

python-graphblas: a step of a search is `next(~seen.S) << any_pair(frontier @ A)` as in
its documentation; mutual counts are the same step over `plus_pair`. `A @ frontier` pulls where
`frontier @ A` pushes. It runs on as many threads as it chooses. Vectors are what it answers with.

The Numba kernel is no peer but a yardstick: what compiled code does on this machine, one
thread, over the same two arrays, with a scratch that is kept between calls.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.players import FAR, Engaged, Forms, Plain
from benchmarks.rivals import Beyond
from benchmarks.worlds import World

Ids = NDArray[Any]


class OfArrays(Plain):
    """A peer whose neighbours come as arrays, put together under masks."""

    def __init__(self, world: World, engaged: dict[int, Engaged], ties: Any) -> None:
        super().__init__(world, engaged)
        self.ties, self.members = ties, world.members
        self.beyond = Beyond(world)

    def row(self, member: int) -> Ids:
        raise NotImplementedError

    def second(self, viewer: int) -> Ids:
        raise NotImplementedError

    def audience(self, author: int) -> Ids:
        return np.delete(np.arange(self.members), list(self.blocked.get(author, ())))

    def narrow(self, author: int) -> Ids:
        return np.append(self.row(author), author)

    def leading(self, found: Ids, counts: Ids, viewer: int) -> list[tuple[int, int]]:
        """Return the ten with the most mutual connections, ties by id; `found` ascends."""
        apart = self.apart.get(viewer)
        if apart:
            keep = ~np.isin(found, list(apart))
            found, counts = found[keep], counts[keep]
        if len(found) > 10:
            least = np.partition(counts, -10)[-10]
            found, counts = found[counts >= least], counts[counts >= least]
        order = np.argsort(-counts, kind="stable")[:10]
        return list(zip(found[order].tolist(), counts[order].tolist(), strict=True))

    def reach(self, author: int) -> dict[str, Ids]:
        """Split the readers of a public post by W1 to W5; connections follow each other."""
        engaged, blocked = self.engaged[author], self.blocked
        hidden = blocked.get(author, set())
        done = np.zeros(self.members, bool)
        done[[author, *hidden]] = True

        def fresh(rows: list[Ids]) -> Ids:
            mask = np.zeros(self.members, bool)
            for row in rows:
                mask[row] = True
            mask &= ~done
            done[mask] = True
            return np.flatnonzero(mask)

        counting = [m for m in engaged.anybody if m != author and m not in hidden]
        split = {"W1": fresh([self.row(author)]), "W2": fresh([self.beyond(author)])}
        split["W3"] = fresh([self.row(member) for member in counting])
        split["W4"] = fresh([self.second(author)])
        rows = []
        for member in set(engaged.commenters).intersection(counting):
            row = self.second(member)
            rows.append(row[~np.isin(row, list(blocked[member]))] if member in blocked else row)
        split["W5"] = fresh(rows)
        return split


class Scipy(OfArrays):
    name = "SciPy"

    def __init__(self, world: World, engaged: dict[int, Engaged], ties: Any) -> None:
        import scipy

        super().__init__(world, engaged, ties)
        self.version = scipy.__version__

    @staticmethod
    def build(world: World) -> Any:
        from scipy.sparse import coo_array

        size = world.members
        ends = world.connections.astype(np.int32)
        ends = np.concatenate((ends[:, 0], ends[:, 1])), np.concatenate((ends[:, 1], ends[:, 0]))
        ones = np.ones(len(ends[0]), np.int32)
        ties = coo_array((ones, ends), shape=(size, size)).tocsr()
        ties.sort_indices()
        return ties

    def forms(self) -> dict[str, Forms]:
        return {
            "second": {
                "(A[[v]] @ A).indices, sorted, less the first": self.second_product,
                "np.flatnonzero of a mask over A[A[[v]].indices].indices": self.second,
            },
            "degrees": {"A[members] @ second": self.degrees},
            "mutual": {
                "np.intersect1d(A[[a]].indices, A[[b]].indices)": lambda a, b: np.intersect1d(
                    self.row(a), self.row(b), assume_unique=True
                ),
                "A[[a]].multiply(A[[b]]).indices": lambda a, b: (
                    self.ties[[a]].multiply(self.ties[[b]]).tocsr().indices
                ),
            },
            "people": {
                "A[[v]] @ A, then np.partition": self.people,
                "np.bincount(A[A[[v]].indices].indices), then np.partition": self.people_counted,
            },
            "audience": {"np.delete(np.arange(n), blocked)": self.audience},
            "narrow audience": {"np.append(A[[v]].indices, v)": self.narrow},
            "reach": {"masks over rows of A": self.reach},
        }

    def row(self, member: int) -> Ids:
        bounds = self.ties.indptr
        return self.ties.indices[bounds[member] : bounds[member + 1]]

    def second(self, viewer: int) -> Ids:
        first = self.row(viewer)
        mask = np.zeros(self.members, bool)
        mask[self.ties[first].indices] = True
        mask[first] = False
        mask[viewer] = False
        return np.flatnonzero(mask)

    def second_product(self, viewer: int) -> Ids:
        found = (self.ties[[viewer]] @ self.ties).indices
        return np.setdiff1d(found, np.append(self.row(viewer), viewer), assume_unique=True)

    def degrees(self, viewer: int, members: list[int]) -> Ids:
        level = np.full(self.members, FAR, np.int8)
        second = self.second(viewer)
        level[second] = 2
        level[self.row(viewer)] = 1
        level[viewer] = 0
        found = level[members]
        found[(found == FAR) & (self.ties[members] @ (level == 2) > 0)] = 3
        return found

    def people(self, viewer: int) -> list[tuple[int, int]]:
        paths = self.ties[[viewer]] @ self.ties
        paths.sort_indices()
        keep = ~np.isin(paths.indices, np.append(self.row(viewer), viewer))
        return self.leading(paths.indices[keep], paths.data[keep], viewer)

    def people_counted(self, viewer: int) -> list[tuple[int, int]]:
        first = self.row(viewer)
        tally = np.bincount(self.ties[first].indices, minlength=self.members)
        tally[first] = 0
        tally[viewer] = 0
        found = np.flatnonzero(tally)
        return self.leading(found, tally[found], viewer)


class Graphblas(OfArrays):
    name = "GraphBLAS"

    def __init__(self, world: World, engaged: dict[int, Engaged], ties: Any) -> None:
        import graphblas

        super().__init__(world, engaged, ties)
        self.package, self.version = graphblas, graphblas.__version__

    @staticmethod
    def build(world: World) -> Any:
        from graphblas import Matrix

        size, ends = world.members, world.connections
        ends = np.concatenate((ends[:, 0], ends[:, 1])), np.concatenate((ends[:, 1], ends[:, 0]))
        ties = Matrix.from_coo(*ends, values=True, nrows=size, ncols=size, dtype=bool)
        return ties.wait("materialize")

    def forms(self) -> dict[str, Forms]:
        pair = self.package.binary.pair
        return {
            "second": {
                "next(~seen.S) << any_pair(first @ A)": self.pushed,
                "next(~seen.S) << any_pair(A @ first)": self.pulled,
            },
            "degrees": {"any_pair(A[members, :] @ second)": self.degrees},
            "mutual": {
                "A[a, :].ewise_mult(A[b, :], pair)": lambda a, b: (
                    self.ties[a, :].new().ewise_mult(self.ties[b, :].new(), pair).new().wait()
                )
            },
            "people": {"next(~seen.S) << plus_pair(first @ A)": self.people},
            "audience": {"np.delete(np.arange(n), blocked)": self.audience},
            "narrow audience": {"np.append(A[v, :].to_coo()[0], v)": self.narrow},
            "reach": {"masks over rows of A": self.reach},
        }

    def _steps(self, viewer: int) -> tuple[Any, Any]:
        first = self.ties[viewer, :].new()
        seen = first.dup()
        seen[viewer] = True
        return first, seen

    def pushed(self, viewer: int) -> Any:
        first, seen = self._steps(viewer)
        found = self.package.Vector(bool, self.members)
        found(~seen.S) << self.package.semiring.any_pair(first @ self.ties)
        return found.wait()

    def pulled(self, viewer: int) -> Any:
        first, seen = self._steps(viewer)
        found = self.package.Vector(bool, self.members)
        found(~seen.S) << self.package.semiring.any_pair(self.ties @ first)
        return found.wait()

    def row(self, member: int) -> Ids:
        return self.ties[member, :].new().to_coo(values=False)[0]

    def second(self, viewer: int) -> Ids:
        return self.pushed(viewer).to_coo(values=False)[0]

    def degrees(self, viewer: int, members: list[int]) -> Ids:
        found = self.pushed(viewer)
        third = self.package.semiring.any_pair(self.ties[members, :].new() @ found).new()
        level = np.full(len(members), FAR, np.int8)
        level[third.to_coo(values=False)[0]] = 3
        near = self.package.Vector(self.package.dtypes.INT8, self.members)
        near(found.S) << 2
        near(self.ties[viewer, :].new().S) << 1
        near[viewer] = 0
        places, values = near[members].new().to_coo()
        level[places] = values
        return level

    def people(self, viewer: int) -> list[tuple[int, int]]:
        first, seen = self._steps(viewer)
        found = self.package.Vector(int, self.members)
        found(~seen.S) << self.package.semiring.plus_pair(first @ self.ties)
        return self.leading(*found.to_coo(), viewer)


class Numba:
    """The yardstick: second-degree ids, sorted, by compiled code over the same two arrays."""

    name = "Numba"

    def __init__(self, world: World, _: dict[int, Engaged], ties: Any) -> None:
        import numba

        self.version = numba.__version__
        self.offsets, self.neighbours = ties
        self.seen = np.zeros(world.members, np.uint8)
        self.collect, self.scan = (numba.njit(kernel, cache=True) for kernel in (_collect, _scan))
        self.gather = np.empty(world.members, np.int32)

    @staticmethod
    def build(world: World) -> tuple[Ids, Ids]:
        ends = world.connections
        keys = np.concatenate((ends[:, 0] << 32 | ends[:, 1], ends[:, 1] << 32 | ends[:, 0]))
        keys.sort()
        offsets = keys.searchsorted(np.arange(world.members + 1, dtype=np.int64) << 32)
        return offsets, keys.astype(np.int32)

    def forms(self) -> dict[str, Forms]:
        arrays = self.offsets, self.neighbours, self.seen, self.gather
        return {
            "second": {
                "mark and collect, then sort": lambda v: self.collect(*arrays, v),
                "mark, then scan the marks": lambda v: self.scan(*arrays, v),
            }
        }


def _collect(offsets: Ids, neighbours: Ids, seen: Ids, found: Ids, viewer: int) -> Ids:
    """Collect whom the viewer's connections reach first, sort them, clear the marks."""
    begin, end = offsets[viewer], offsets[viewer + 1]
    seen[viewer] = 1
    for at in range(begin, end):
        seen[neighbours[at]] = 1
    count = 0
    for at in range(begin, end):
        member = neighbours[at]
        for place in range(offsets[member], offsets[member + 1]):
            other = neighbours[place]
            if not seen[other]:
                seen[other] = 1
                found[count] = other
                count += 1
    seen[viewer] = 0
    for at in range(begin, end):
        seen[neighbours[at]] = 0
    for at in range(count):
        seen[found[at]] = 0
    return np.sort(found[:count])


def _scan(offsets: Ids, neighbours: Ids, seen: Ids, found: Ids, viewer: int) -> Ids:
    """Mark whom the viewer's connections reach, then read the marks off in order."""
    begin, end = offsets[viewer], offsets[viewer + 1]
    for at in range(begin, end):
        member = neighbours[at]
        for place in range(offsets[member], offsets[member + 1]):
            seen[neighbours[place]] = 1
    seen[viewer] = 0
    for at in range(begin, end):
        seen[neighbours[at]] = 0
    count = 0
    for member in range(len(seen)):
        if seen[member]:
            found[count] = member
            count += 1
            seen[member] = 0
    return found[:count].copy()
