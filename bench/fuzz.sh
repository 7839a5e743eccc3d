#!/bin/sh
# Reads a million mutated STAR and MRC files, half of each (or as many of each as is said); seeded, so that a failure
# can be had again.
cd "$(dirname "$0")/.." && RELIONPS_FUZZ="${1:-500000}" exec \
    dotnet test tests/unit/RelionPS.UnitTests.csproj -c Release --nologo --filter FullyQualifiedName~FuzzTests
