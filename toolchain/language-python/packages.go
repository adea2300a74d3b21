package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// GetRequiredPackages tells which provider plugins a program needs: each installed Python SDK carries a
// pulumi-plugin.json that says so. Reading these takes milliseconds, asking pip about a second.
func (h *host) GetRequiredPackages(
	ctx context.Context, req *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	folders, err := sitePackages(ctx, req.GetInfo())
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GetRequiredPackagesResponse{}
	for _, file := range below(folders, "*/pulumi-plugin.json") {
		dependency, err := pluginDependency(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if dependency != nil {
			response.Packages = append(response.Packages, dependency)
		}
	}
	return response, nil
}

// GetProgramDependencies lists the installed Python packages; without transitive ones, those that no other needs.
func (h *host) GetProgramDependencies(
	ctx context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	folders, err := sitePackages(ctx, req.GetInfo())
	if err != nil {
		return nil, err
	}
	var installed []distribution
	needed := map[string]bool{}
	for _, folder := range below(folders, "*.dist-info") {
		found := readDistribution(folder)
		installed = append(installed, found)
		for _, name := range found.requires {
			needed[name] = true
		}
	}
	response := &pulumirpc.GetProgramDependenciesResponse{}
	for _, found := range installed {
		if req.GetTransitiveDependencies() || !needed[found.name] {
			response.Dependencies = append(response.Dependencies,
				&pulumirpc.DependencyInfo{Name: found.name, Version: found.version})
		}
	}
	return response, nil
}

// sitePackages returns the folders that hold a program's installed packages. Only without a virtual environment
// must a Python be started to know them.
func sitePackages(ctx context.Context, info *pulumirpc.ProgramInfo) ([]string, error) {
	python, err := pythonOf(info)
	if err != nil {
		return nil, err
	}
	venv, err := python.VirtualEnvPath(ctx)
	if err != nil {
		return nil, err
	}
	if venv != "" {
		return filepath.Glob(filepath.Join(venv, "lib", "python3*", "site-packages"))
	}
	cmd, err := toolchain.Command(ctx, "-c", "import json, sys; print(json.dumps(sys.path[1:]))")
	if err != nil {
		return nil, err
	}
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("asking %s for its packages: %w", cmd.Path, err)
	}
	var folders []string
	return folders, json.Unmarshal(output, &folders)
}

// below returns what matches a pattern in any of the folders, in a stable order.
func below(folders []string, pattern string) []string {
	var found []string
	for _, folder := range folders {
		matches, _ := filepath.Glob(filepath.Join(folder, pattern)) // fails for a bad pattern only
		found = append(found, matches...)
	}
	slices.Sort(found)
	return found
}

// pluginDependency reads one pulumi-plugin.json; nil if the package needs no plugin. A name or version that the
// file leaves out is the Python package's own.
func pluginDependency(file string) (*pulumirpc.PackageDependency, error) {
	needs, err := plugin.LoadPulumiPluginJSON(file)
	if err != nil || !needs.Resource {
		return nil, err
	}
	folder := filepath.Dir(file)
	module := filepath.Base(folder)
	dependency := &pulumirpc.PackageDependency{
		Kind:             "resource",
		Name:             cmp.Or(needs.Name, strings.ReplaceAll(strings.TrimPrefix(module, "pulumi_"), "_", "-")),
		Version:          needs.Version,
		Server:           needs.Server,
		Parameterization: parameterization(needs.Parameterization),
		Extension:        parameterization(needs.ExtensionParameterization),
	}
	if dependency.Version == "" {
		for _, info := range below([]string{filepath.Dir(folder)}, module+"-*.dist-info") {
			dependency.Version = readDistribution(info).version
		}
	}
	return dependency, nil
}

func parameterization(given *plugin.PulumiParameterizationJSON) *pulumirpc.PackageParameterization {
	if given == nil {
		return nil
	}
	return &pulumirpc.PackageParameterization{Name: given.Name, Version: given.Version, Value: given.Value}
}

// distribution is an installed Python package: names are normalised (PEP 503), requirements of extras left out.
type distribution struct {
	name, version string
	requires      []string
}

var (
	nameSeparators = regexp.MustCompile(`[-_.]+`)
	requirement    = regexp.MustCompile(`(?m)^Requires-Dist:\s*([A-Za-z0-9._-]+)(.*)$`)
)

func normalName(name string) string {
	return strings.ToLower(nameSeparators.ReplaceAllString(name, "-"))
}

// readDistribution reads a folder named NAME-VERSION.dist-info and the requirements in its METADATA file.
func readDistribution(folder string) distribution {
	name, version, _ := strings.Cut(strings.TrimSuffix(filepath.Base(folder), ".dist-info"), "-")
	found := distribution{name: normalName(name), version: version}
	metadata, _ := os.ReadFile(filepath.Join(folder, "METADATA")) // a package without it requires nothing
	headers, _, _ := strings.Cut(string(metadata), "\n\n")
	for _, match := range requirement.FindAllStringSubmatch(headers, -1) {
		if !strings.Contains(match[2], "extra ==") {
			found.requires = append(found.requires, normalName(match[1]))
		}
	}
	return found
}
