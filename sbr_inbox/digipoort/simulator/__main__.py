"""python -m sbr_inbox.digipoort.simulator --dir D --port P: runs until it is told to stop."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from sbr_inbox.digipoort.simulator.server import Simulator, Tempo


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="simulator", description="Een Digipoort die niets doorstuurt.")
    parser.add_argument("--dir", type=Path, required=True, help="map met certificaten en wat is ontvangen")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--pace", type=float, default=Tempo.pace, help="seconden per stap van de statussen; 0 voor tests"
    )
    parser.add_argument("--slow", type=float, default=Tempo.slow, help="seconden van een traag antwoord")
    parser.add_argument(
        "--late", type=float, default=Tempo.late, help="seconden van een antwoord dat te laat komt"
    )
    parser.add_argument(
        "--follow",
        action="store_true",
        help="stop zodra de invoer sluit, zodat een gedode test niets achterlaat",
    )
    return parser.parse_args()


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    asked = arguments()
    tempo = Tempo(pace=asked.pace, slow=asked.slow, late=asked.late)
    simulator = Simulator(asked.dir.resolve(), asked.port, tempo, asked.host)
    # `shutdown` waits for the loop that this thread runs, so it must come from another one.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=simulator.shutdown).start())
    if asked.follow:
        threading.Thread(target=_follow, args=(simulator,), daemon=True).start()
    sys.stdout.write(f"Simulatie van Digipoort op https://{asked.host}:{asked.port}\n")
    sys.stdout.flush()
    simulator.serve_forever(poll_interval=0.1)
    simulator.state.close()
    sys.exit(0)


def _follow(simulator: Simulator) -> None:
    """Stop when whoever started us is gone, however that happened."""
    sys.stdin.read()
    simulator.shutdown()


if __name__ == "__main__":
    main()
