"""python -m integrations.kvk.simulator --port P: runs until it is told to stop."""

import argparse
import signal
import sys
import threading

from integrations.kvk.simulator.server import Simulator


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="kvk-simulator", description="Een KvK met verzonnen bedrijven.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    asked = parser.parse_args()
    simulator = Simulator(asked.port, asked.host)
    # `shutdown` waits for the loop that this thread runs, so it must come from another one.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=simulator.shutdown).start())
    sys.stdout.write(f"Simulatie van KvK op http://{asked.host}:{asked.port}\n")
    sys.stdout.flush()
    simulator.serve_forever(poll_interval=0.1)
    sys.exit(0)


if __name__ == "__main__":
    main()
