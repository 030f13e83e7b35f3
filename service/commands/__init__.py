"""One module for each command of `medpath`; each has `run(options, settings) -> exit status`."""
