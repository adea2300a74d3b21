package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
	"google.golang.org/grpc"
)

// serialStream lets a child's standard output and standard error be sent at the same time, which a stream alone
// does not allow.
type serialStream[T any] struct {
	grpc.ServerStreamingServer[T]
	mu sync.Mutex
}

// Send sends one message.
func (s *serialStream[T]) Send(message *T) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ServerStreamingServer.Send(message)
}

// RunPlugin runs a policy pack or another plugin from its folder until it ends or the engine ends the call.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	if req.GetAttachDebugger() {
		return errNoDebugger
	}
	ctx, end := endWith(server.Context(), h.life)
	defer end()
	stream := &serialStream[pulumirpc.RunPluginResponse]{ServerStreamingServer: server}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	python, err := readyPython(ctx, req.GetInfo())
	if err != nil {
		return err
	}
	run := runOther
	if req.GetKind() == "analyzer" {
		run = runPolicyPack
	}
	code, err := run(ctx, python, req, stdout, stderr)
	if err != nil {
		return err
	}
	return stream.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)},
	})
}

// runOther runs a provider or another plugin: the folder is a Python program that prints its port.
func runOther(
	ctx context.Context, python toolchain.Toolchain, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer,
) (int, error) {
	args := append([]string{"-u", req.GetInfo().GetProgramDirectory()}, req.GetArgs()...)
	cmd, err := pluginCommand(ctx, python, req, args)
	if err != nil {
		return -1, err
	}
	cmd.Dir = req.GetPwd()
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return finish(ctx, cmd, cmd.Run())
}

// runPolicyPack runs a policy pack. The SDK's policy library wants the stack's name and configuration in its
// environment when it starts, and the engine sends them to a running plugin: the SDK's proxy stands between the two.
func runPolicyPack(
	ctx context.Context, python toolchain.Toolchain, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer,
) (int, error) {
	if len(req.GetArgs()) == 0 {
		return -1, errors.New("the engine's address is missing from a policy pack's arguments")
	}
	proxy, packOutput, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return -1, err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return -1, err
	}
	folder := req.GetInfo().GetProgramDirectory()
	cmd, err := pluginCommand(ctx, python, req, []string{"-u", "-m", "pulumi.policy", req.GetArgs()[0], folder})
	if err != nil {
		return -1, err
	}
	environment, err := policyEnvironment(stack)
	if err != nil {
		return -1, err
	}
	cmd.Dir = folder
	cmd.Env = append(cmd.Env, environment...)
	cmd.Stdout, cmd.Stderr = packOutput, stderr
	if err := cmd.Start(); err != nil {
		return finish(ctx, cmd, err)
	}
	return finish(ctx, cmd, proxy.Attach(ctx, cmd))
}

// pluginCommand is a Python command line in the plugin's own environment variables.
func pluginCommand(
	ctx context.Context, python toolchain.Toolchain, req *pulumirpc.RunPluginRequest, args []string,
) (*exec.Cmd, error) {
	cmd, err := python.Command(ctx, args...)
	if err != nil {
		return nil, err
	}
	ownGroup(cmd)
	cmd.Env = append(os.Environ(), req.GetEnv()...)
	venv, err := python.VirtualEnvPath(ctx)
	if err != nil {
		return nil, err
	}
	if venv != "" {
		cmd.Env = toolchain.ActivateVirtualEnv(cmd.Env, venv)
	}
	return cmd, nil
}

// policyEnvironment tells a policy pack which stack it judges. There is none at `pulumi policy publish`.
func policyEnvironment(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	environment, err := configEnvironment(stack.GetConfig(), stack.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	if organization := stack.GetOrganization(); organization != "" {
		environment = append(environment, "PULUMI_ORGANIZATION="+organization)
	}
	return append(environment,
		"PULUMI_PROJECT="+stack.GetProject(),
		"PULUMI_STACK="+stack.GetStack(),
		"PULUMI_DRY_RUN="+strconv.FormatBool(stack.GetDryRun()),
	), nil
}
