package main

import (
	"errors"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/proto"
)

func TestAbsentConfigurationIsEmptyAndNotNull(t *testing.T) {
	environment, err := configEnvironment(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"PULUMI_CONFIG={}", "PULUMI_CONFIG_SECRET_KEYS=[]"}; !slices.Equal(environment, want) {
		t.Errorf("%v, not %v", environment, want)
	}
}

func TestTheProgramComesLastButForItsArguments(t *testing.T) {
	args := runArguments(&pulumirpc.RunRequest{
		Info: &pulumirpc.ProgramInfo{ProgramDirectory: "/project/src", EntryPoint: "."},
		Args: []string{"given"},
	}, "/bin/shim", "127.0.0.1:1", "")
	if want := []string{"/project/src", "given"}; !slices.Equal(args[len(args)-2:], want) {
		t.Errorf("%v does not end with %v", args, want)
	}
	if slices.Contains(args, "--tracing") {
		t.Errorf("%v traces without an address", args)
	}
}

func TestEachEndOfAProgramHasItsAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		stopped bool
		code    int
		err     error
		want    *pulumirpc.RunResponse
	}{
		"success":        {false, 0, nil, &pulumirpc.RunResponse{}},
		"stopped":        {true, -1, nil, &pulumirpc.RunResponse{Bail: true}},
		"reported":       {false, exitReported, nil, &pulumirpc.RunResponse{Bail: true}},
		"exit code":      {false, 3, nil, &pulumirpc.RunResponse{Error: "the program ended with exit code 3"}},
		"signal":         {false, -1, nil, &pulumirpc.RunResponse{Error: "the program was ended by a signal"}},
		"cannot be run":  {false, -1, errors.New("no Python"), &pulumirpc.RunResponse{Error: "no Python"}},
		"stopped anyway": {true, 0, nil, &pulumirpc.RunResponse{Bail: true}},
	} {
		if got := runResponse(c.stopped, c.code, c.err); !proto.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestAPolicyPackIsToldItsStack(t *testing.T) {
	environment, err := policyEnvironment(&pulumirpc.AnalyzerStackConfigureRequest{
		Stack: "dev", Project: "tiny", DryRun: true, Config: map[string]string{"tiny:size": "3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`PULUMI_CONFIG={"tiny:size":"3"}`, "PULUMI_CONFIG_SECRET_KEYS=[]",
		"PULUMI_PROJECT=tiny", "PULUMI_STACK=dev", "PULUMI_DRY_RUN=true",
	}
	if !slices.Equal(environment, want) {
		t.Errorf("%v, not %v", environment, want)
	}
}
