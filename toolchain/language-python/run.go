package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// The shim's exit code for "the user has been told what is wrong".
const exitReported = 32

// shimPath finds the SDK's script that sets up the Pulumi runtime and runs a program in it. It is Python code that
// lies in the SDK's Go module and is copied beside this executable when that is built.
func shimPath() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return "", err
	}
	shim := filepath.Join(filepath.Dir(self), "pulumi-language-python-exec")
	if _, err := os.Stat(shim); err != nil {
		return "", fmt.Errorf("incomplete installation: %w", err)
	}
	return shim, nil
}

// Run runs a program to its end. Its output is this process's own output, which the engine shows.
func (h *host) Run(call context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	if req.GetAttachDebugger() {
		return nil, errNoDebugger
	}
	ctx, end := h.programContext(call)
	defer end()
	python, err := readyPython(ctx, req.GetInfo())
	if err != nil {
		return nil, err
	}
	config, err := configEnvironment(req.GetConfig(), req.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	cmd, err := python.Command(ctx, runArguments(req, h.shim, h.engineAddress(), h.tracing)...)
	if err != nil {
		return nil, err
	}
	ownGroup(cmd)
	cmd.Dir = req.GetPwd()
	cmd.Env = append(cmd.Environ(), config...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	code, err := finish(ctx, cmd, cmd.Run())
	return runResponse(ctx.Err() != nil, code, err), nil
}

// runArguments is the command line of the shim.
func runArguments(req *pulumirpc.RunRequest, shim, engine, tracing string) []string {
	info := req.GetInfo()
	args := []string{
		"-u", shim,
		"--project", req.GetProject(),
		"--stack", req.GetStack(),
		"--organization", req.GetOrganization(),
		"--root_directory", info.GetRootDirectory(),
		"--pwd", req.GetPwd(),
		"--dry_run", strconv.FormatBool(req.GetDryRun()),
		"--parallel", strconv.Itoa(int(req.GetParallel())),
		"--monitor", req.GetMonitorAddress(),
		"--engine", engine,
	}
	if tracing != "" {
		args = append(args, "--tracing", tracing)
	}
	args = append(args, filepath.Join(info.GetProgramDirectory(), info.GetEntryPoint()))
	return append(args, req.GetArgs()...)
}

// configEnvironment passes the stack's configuration on. A map or list that is nil must read {} or [], not null:
// the SDK asks for their members.
func configEnvironment(config map[string]string, secretKeys []string) ([]string, error) {
	if config == nil {
		config = map[string]string{}
	}
	if secretKeys == nil {
		secretKeys = []string{}
	}
	values, err := json.Marshal(config)
	if err != nil {
		return nil, fmt.Errorf("encoding the configuration: %w", err)
	}
	keys, err := json.Marshal(secretKeys)
	if err != nil {
		return nil, fmt.Errorf("encoding the names of secrets: %w", err)
	}
	return []string{"PULUMI_CONFIG=" + string(values), "PULUMI_CONFIG_SECRET_KEYS=" + string(keys)}, nil
}

// runResponse turns a program's end into the engine's terms. "Bail" means: failed, and nothing more is to be said.
func runResponse(stopped bool, code int, err error) *pulumirpc.RunResponse {
	switch {
	case stopped || code == exitReported:
		return &pulumirpc.RunResponse{Bail: true}
	case err != nil:
		return &pulumirpc.RunResponse{Error: err.Error()}
	case code < 0:
		return &pulumirpc.RunResponse{Error: "the program was ended by a signal"}
	case code > 0:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended with exit code %d", code)}
	default:
		return &pulumirpc.RunResponse{}
	}
}
