package main

import (
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
	"google.golang.org/protobuf/types/known/structpb"
)

func programInfo(t *testing.T, options map[string]any) *pulumirpc.ProgramInfo {
	t.Helper()
	fields, err := structpb.NewStruct(options)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	return &pulumirpc.ProgramInfo{RootDirectory: folder, ProgramDirectory: folder, EntryPoint: ".", Options: fields}
}

func TestOptionsNameTheEnvironmentAndItsToolchain(t *testing.T) {
	options, err := pythonOptions(programInfo(t, map[string]any{"virtualenv": "venv", "toolchain": "uv"}))
	if err != nil {
		t.Fatal(err)
	}
	if options.Virtualenv != "venv" || options.Toolchain != toolchain.Uv {
		t.Errorf("read as %+v", options)
	}
}

func TestOptionsThatAreNotUnderstoodAreRefused(t *testing.T) {
	for _, options := range []map[string]any{
		{"typechecker": "mypy"},
		{"toolchain": "conda"},
		{"virtualenv": true},
	} {
		if _, err := pythonOptions(programInfo(t, options)); err == nil {
			t.Errorf("%v was accepted", options)
		}
	}
}

func TestAMissingVirtualEnvironmentIsAnError(t *testing.T) {
	if _, err := readyPython(t.Context(), programInfo(t, map[string]any{"virtualenv": "nowhere"})); err == nil {
		t.Error("a virtual environment that does not exist was accepted")
	}
}
