#!/bin/bash
# lint-lines.sh: finds lines of Swift over 120 characters, which swift-format leaves where they hold a long text.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 64
export LC_ALL=C.UTF-8
! grep -rnE '^.{121,}' --include='*.swift' Sources Tests Benchmarks Package.swift
