"""The product's own settings in test mode, with a data folder that lives as long as the test run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "ZHENDI_TEST_DATA_DIR" not in os.environ:
    # The first process of a run makes the folder; workers and second processes inherit it.
    folder = tempfile.mkdtemp(prefix="zhendi-test-")
    os.environ["ZHENDI_TEST_DATA_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

os.environ["ZHENDI_MODE"] = "test"
# Workers have databases of their own, hence the same run numbers: their files must not meet in one folder.
os.environ["ZHENDI_DATA_DIR"] = str(
    Path(os.environ["ZHENDI_TEST_DATA_DIR"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
)
os.environ.setdefault("ZHENDI_SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")

from zhendi.config.settings import *  # noqa: E402, F403 - all of them, once the environment above is set
