package main

import (
	"context"
	"fmt"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// pythonOptions reads runtime.options of Pulumi.yaml, PulumiPolicy.yaml or PulumiPlugin.yaml. An option that this
// host does not know is an error: running without it could run something else than the author tested.
func pythonOptions(info *pulumirpc.ProgramInfo) (toolchain.PythonOptions, error) {
	options := toolchain.PythonOptions{Root: info.GetRootDirectory(), ProgramDir: info.GetProgramDirectory()}
	for key, value := range info.GetOptions().AsMap() {
		text, ok := value.(string)
		if !ok {
			return options, fmt.Errorf("runtime option %q must be a string, not %v", key, value)
		}
		switch key {
		case "virtualenv":
			options.Virtualenv = text
		case "toolchain":
			switch text {
			case "pip":
				options.Toolchain = toolchain.Pip
			case "uv":
				options.Toolchain = toolchain.Uv
			case "poetry":
				options.Toolchain = toolchain.Poetry
			default:
				return options, fmt.Errorf(`runtime option "toolchain" is %q; allowed: pip, uv, poetry`, text)
			}
		default:
			return options, fmt.Errorf("unknown runtime option %q; allowed: virtualenv, toolchain", key)
		}
	}
	return options, nil
}

// pythonOf returns the Python environment that a program's options name, whether it exists or not.
func pythonOf(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	options, err := pythonOptions(info)
	if err != nil {
		return nil, err
	}
	return toolchain.ResolveToolchain(options)
}

// readyPython returns the Python environment of a program and checks that its virtual environment exists.
func readyPython(ctx context.Context, info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	python, err := pythonOf(info)
	if err != nil {
		return nil, err
	}
	return python, python.ValidateVenv(ctx)
}
