"""The list of a trial: balanced, fair, and the same for a seed in every year."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from tests.trial.trials import EXAMPLE, design_file

from footwise.trial import read_design
from footwise.trial.randomisation import arm_of_place, blinded_labels, commitment, new_seed, sealed_arm

SIZES = "block_sizes = [4, 6]"


def drawn(design, seed, stratum, places=30):
    """The first places of a list, one letter an arm: p(ersonalised) or s(ham)."""
    return "".join(arm_of_place(seed, design, stratum, place)[0] for place in range(places))


# Found by Footwise and by a second program that had nothing of it but the words of its docstrings, and HMAC-SHA256 from
# OpenSSL. Whoever has to change one of these redraws trials that are under way.
@pytest.mark.parametrize(
    ("seed", "stratum", "places"),
    [
        ("5" * 64, ("female", "1-2"), "spspppsssppspspspspspssppspsps"),
        ("5" * 64, ("female", "3"), "sssppppspspsppsssppsspppsspssp"),
        ("5" * 64, ("male", "1-2"), "pppsssppssppsspspspsssppspppps"),
        ("5" * 64, ("male", "3"), "sspppsspspppsssppspsspsppspssp"),
        ("a", ("female", "1-2"), "pspssppsspspsspppspspsspppssps"),
        ("a", ("male", "3"), "pssppsssppssppsppsspsppspspsps"),
        ("é", ("female", "3"), "pspsssppppspsspspspsspssppsspp"),
        ("é", ("männlich", 'a"b'), "ppssppssppssspsppssppsspppsssp"),
    ],
)
def test_the_list_of_a_seed_and_a_stratum_is_for_ever(seed, stratum, places):
    assert drawn(read_design(EXAMPLE), seed, stratum) == places


@pytest.mark.parametrize(
    ("sizes", "ratio", "places"),
    [
        ("[4]", 1, "sspppspspspspsspppsspssppssppp"),
        ("[6, 4]", 1, "sssppppspspsppsssppsspppsspssp"),
        ("[2, 4, 8]", 1, "sppssppspspspppssspsspppsspssp"),
        ("[3, 6]", 2, "sppsppspppppspssspppppspppspsp"),
    ],
)
def test_so_is_that_of_other_blocks_and_shares(tmp_path, sizes, ratio, places):
    changes = (
        (SIZES, f"block_sizes = {sizes}"),
        ('label = "Personalised"', f'label = "Personalised"\nratio = {ratio}'),
    )
    assert drawn(read_design(design_file(tmp_path, *changes)), "5" * 64, ("female", "3")) == places


def test_so_are_the_letters_the_commitment_and_the_seals():
    design = read_design(EXAMPLE)
    assert blinded_labels("5" * 64, design) == {"personalised": "B", "sham": "A"}
    assert blinded_labels("d", design) == {"personalised": "A", "sham": "B"}
    assert commitment("5" * 64, "0" * 64) == "b47e0b2a1a42330de6ee89b7438da152f154bcc86eb74dc828e42aa08c7c66e3"
    sealed = {
        ("P001", "sham"): "f3202e4999dcaa687947aebcbd876187e3320190152d8eb8a0ce63be5d565f92",
        ("ä", "sham"): "3bc1c2ab79397d1964bfa1c22cd7a3eb8a3a4ae5dacaf25749fcf6f3fc4c1b6f",
    }
    assert {(person, arm): sealed_arm("5" * 64, person, arm) for person, arm in sealed} == sealed
    # Anybody can check the commitment without Footwise.
    text = f"footwise allocation|{'0' * 64}|{'5' * 64}"
    assert commitment("5" * 64, "0" * 64) == hashlib.sha256(text.encode()).hexdigest()


def test_a_seed_has_256_bits_and_no_other_has_it():
    seeds = {new_seed() for _ in range(20)}
    assert len(seeds) == 20
    assert all(len(bytes.fromhex(seed)) == 32 for seed in seeds)


def test_shares_of_two_to_one_are_kept_in_every_block(tmp_path):
    design = read_design(
        design_file(
            tmp_path, (SIZES, "block_sizes = [3]"), ('label = "Personalised"', 'label = "Personalised"\nratio = 2')
        )
    )
    places = drawn(design, "a", ("male", "3"), 90)
    assert all(sorted(places[k : k + 3]) == ["p", "p", "s"] for k in range(0, 90, 3))
    assert {places[k : k + 3].index("s") for k in range(0, 90, 3)} == {0, 1, 2}


def test_blocks_are_balanced_in_every_stratum():
    design = read_design(EXAMPLE)
    for seed, stratum in itertools.product(("a", "b", "c"), design.all_strata()):
        arms = [arm_of_place(seed, design, stratum, place) for place in range(60)]
        lead = list(itertools.accumulate(1 if arm == "sham" else -1 for arm in arms))
        # Within a block of six the arms are at most three apart.
        assert max(map(abs, lead)) <= 3
        assert 0 in lead[2:6]


def test_each_place_is_a_fair_coin():
    design = read_design(EXAMPLE)
    first = [arm_of_place(str(seed), design, ("female", "3"), 0) for seed in range(600)]
    # Binomial: 300 ± 12.2; four standard errors.
    assert 251 <= first.count("sham") <= 349


def test_strata_and_seeds_have_lists_of_their_own():
    design = read_design(EXAMPLE)

    def places(seed, stratum):
        return [arm_of_place(seed, design, stratum, k) for k in range(24)]

    assert places("a", ("female", "3")) == places("a", ("female", "3"))
    assert places("a", ("female", "3")) != places("a", ("male", "3"))
    assert places("a", ("female", "3")) != places("b", ("female", "3"))
    assert {blinded_labels(str(seed), design)["sham"] for seed in range(20)} == {"A", "B"}


def test_strata_whose_levels_look_alike_when_joined_have_lists_of_their_own():
    design = read_design(EXAMPLE)
    one, other = ([arm_of_place("a", design, names, k) for k in range(40)] for names in (("x|y", "z"), ("x", "y|z")))
    assert one != other
