# The names in here are relied on from outside (README.md). Everything real happens in CMake, npm and scripts/.
BUILD := build/release
JOBS  ?= $(shell nproc)

.PHONY: run build test bench cluster setup setup-test clean

run: build
	$(BUILD)/bin/millwright up plants/bottling

build: setup
	scripts/build release run

test: setup-test
	scripts/test

bench: setup-test
	scripts/bench

cluster: setup-test
	scripts/build release run
	scripts/cluster

setup:
	@scripts/setup run
setup-test:
	@scripts/setup test

clean:
	rm -rf build
