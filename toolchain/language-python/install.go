package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// InstallDependencies makes the virtual environment that the options name and installs into it what
// requirements.txt (pip) or pyproject.toml (uv, poetry) lists.
func (h *host) InstallDependencies(
	req *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	ctx, end := h.programContext(server.Context())
	defer end()
	python, err := pythonOf(req.GetInfo())
	if err != nil {
		return err
	}
	stream := &serialStream[pulumirpc.InstallDependenciesResponse]{ServerStreamingServer: server}
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, req.GetIsTerminal())
	if err != nil {
		return err
	}
	defer closer.Close()
	err = python.InstallDependencies(
		ctx, req.GetInfo().GetProgramDirectory(), req.GetUseLanguageVersionTools(), true, stdout, stderr)
	if err != nil {
		return err
	}
	return closer.Close()
}

// About names the Python that runs a program. The CLI asks at every operation, so no Python is started: the version
// is read from the virtual environment, and left out where there is none.
func (h *host) About(ctx context.Context, req *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	python, err := pythonOf(req.GetInfo())
	if err != nil {
		return nil, err
	}
	venv, err := python.VirtualEnvPath(ctx)
	if err != nil {
		return nil, err
	}
	if venv == "" {
		executable, _, err := toolchain.CommandPath()
		return &pulumirpc.AboutResponse{Executable: executable}, err
	}
	return &pulumirpc.AboutResponse{
		Executable: filepath.Join(venv, "bin", "python"),
		Version:    venvVersion(filepath.Join(venv, "pyvenv.cfg")),
	}, nil
}

// venvVersion reads the Python version from pyvenv.cfg: `version` as venv writes it, `version_info` as uv and
// virtualenv do. It is empty where the file is missing or says nothing.
func venvVersion(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		key, value, _ := strings.Cut(line, "=")
		if key = strings.TrimSpace(key); key == "version" || key == "version_info" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
