"""One run of the model: a seed, a number of steps, and what to type to see the same again."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.stateful import get_state_machine_test

from tests.model.stocking import WholeLife
from tests.model.watching import Diary

WALK = 100
"""Steps of one walk; each begins in an empty world."""


class OnlyTheSeed(HypothesisProvider):
    """Choices that come from the seed alone.

    Hypothesis also likes the numbers it reads in whatever modules happen to be imported, so that
    a seed was one walk in the whole suite and another on its own: what failed there did not fail again here.
    """

    def _maybe_draw_constant(self, *said: object, **more: object) -> None:
        return None


AVAILABLE_PROVIDERS["only_the_seed"] = f"{__name__}.{OnlyTheSeed.__name__}"


def run(engine: str, number: int, steps: int, renew: Callable[[], None], *, shrink: bool = False) -> Diary:
    """Walk *steps* steps chosen by the seed *number*, *renew* making the database new before each walk.

    The same seed and steps are the same walks. On failure the error carries the walk and the command.
    """
    diary = Diary()

    class Walk(WholeLife):
        """With this run's database and diary."""

    Walk.diary, Walk.renew = diary, staticmethod(renew)  # type: ignore[assignment]
    walks = -(-steps // WALK)  # and one more: the first that Hypothesis tries is always the dullest there is
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    chosen = settings(
        max_examples=walks + 1, stateful_step_count=min(steps, WALK), deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False, print_blob=False,
        backend="only_the_seed",
    )  # fmt: skip
    try:
        seed(number)(get_state_machine_test(Walk, settings=chosen))()
    except BaseException as error:
        error.add_note(told(engine, number, steps, diary))
        raise
    return diary


def told(engine: str, number: int, steps: int, diary: Diary) -> str:
    """The walk that failed, step by step, and how to walk it again."""
    again = f"make model SEED={number} STEPS={steps} ENGINE={engine}"
    return "\n".join(["The walk that failed:", *diary.walk, f"The same again: {again}"])
