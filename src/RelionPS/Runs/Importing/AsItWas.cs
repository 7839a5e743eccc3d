using System.Collections.Specialized;
using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Core.Files;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Importing;

/// <summary>
/// Makes a command of a start that was read: its own ranks, threads, pool and launcher. No rule plans anything, and
/// what the text does not tell is named.
/// </summary>
internal sealed class AsItWas
{
    private const string Rule = "AsItWas";

    private readonly RefineLine _line;
    private readonly ImportContext _context;
    private readonly List<Decision> _decisions = [];
    private readonly List<string> _problems = [];
    private readonly string _place;

    private AsItWas(RefineLine line, ImportContext context)
    {
        (_line, _context) = (line, context);
        _place = context.Place(line.Line > 0 ? line.Line : null);
        _problems.AddRange(context.Problems);
        _problems.AddRange(line.Problems);
    }

    /// <summary>The command.</summary>
    /// <param name="line">The start.</param>
    /// <param name="context">What is known beside it.</param>
    public static RefineCommand Command(RefineLine line, ImportContext context) =>
        new AsItWas(line, context).Command();

    private RefineCommand Command()
    {
        RefineOptions options = OptionReader.Read(_line.Arguments);
        (Told<string>? version, string? jobType, string? jobName) = Job(options);
        string executable = Executable();
        RunPlan plan = Plan(executable);
        string mpi = Mpi();
        Acceleration acceleration = AccelerationOfLine();
        string folder = WorkingDirectory(options);
        NodeProfile node = NodeProfileReader.Read("/");
        Decide(
            nameof(RefineCommand.Node), node.Name,
            "the text does not tell the machine that it ran on; this one stands in its place");
        foreach (string replaced in _line.Replaced) Decide("Text", replaced, "put in as the text itself sets it");
        if (version is not null)
        {
            _decisions.Add(new Decision(
                nameof(CommandOrigin.RelionVersion), version.Value, Rule, "RELION's version", version.Source));
        }
        var environment = new OrderedDictionary();
        foreach ((string name, string value) in _line.Variables) environment[name] = value;
        return new RefineCommand
        {
            Name = jobName ?? options.OutputRoot ?? Path.GetFileName(_context.Path) ?? executable,
            Plan = plan,
            Decisions = [.. plan.Decisions, .. _decisions.Except(plan.Decisions)],
            Executable = executable,
            Arguments = _line.Arguments,
            LauncherArguments = _line.Start.Launcher,
            Environment = environment.AsReadOnly(),
            WorkingDirectory = folder,
            HasOwnDirectory = folder != _context.CurrentDirectory,
            Options = options,
            Acceleration = acceleration,
            IsAccelerationExplicit = true,
            Mpi = mpi,
            Node = node,
            Origin = new CommandOrigin
            {
                Path = _context.Path,
                Kind = _context.Kind,
                Line = _line.Line > 0 ? _line.Line : null,
                RelionVersion = version?.Value,
                JobType = jobType,
                JobName = jobName,
                JobAlias = _context.JobAlias,
                JobEnd = _context.JobEnd,
                Problems = [.. _problems.Distinct()],
                SetAside = _line.SetAside,
            },
        };
    }

    private (Told<string>? Version, string? Type, string? Name) Job(RefineOptions options)
    {
        Told<string>? version = _context.Version ?? _line.Hints
            .Select(word => (word, found: VersionHint.Find(word)))
            .Where(pair => pair.found is not null)
            .Select(pair => new Told<string>(pair.found!, $"{_place}: '{pair.word}'"))
            .LastOrDefault();
        (JobType Type, string Job)? ofPath = options.OutputRoot is { } root ? JobTypes.OfPath(root) : null;
        string? type = _context.JobType
            ?? (ofPath is { Type.IsRefine: true } told ? told.Type.Folder : JobTypes.OfArguments(_line.Arguments));
        return (version, type, _context.JobName ?? (ofPath is { Type.IsRefine: true } ? ofPath.Value.Job : null));
    }

    private string Executable()
    {
        if (_line.Executable.Length > 0) return _line.Executable;
        string program = _context.Facts.Ranks is { Value: > 1 } || _line.Start.IsLaunched
            ? RefineProgram.Mpi
            : RefineProgram.ThreadsOnly;
        if (_context.Facts.Ranks is null) _problems.Add(ImportErrors.ProgramMissing(program));
        return program;
    }

    private RunPlan Plan(string executable)
    {
        StartFacts facts = _line.Facts;
        bool usesMpi = RefineProgram.IsMpi(executable) ?? _line.Start.IsLaunched;
        Told<int>? told = facts.AllRanks ?? _context.Facts.AllRanks;
        if (!usesMpi && _line.Facts.Ranks is { Value: > 1 } several && _line.Start.IsLaunched)
        {
            _problems.Add(ImportErrors.NoMpiProgram(_line.Line, executable, several.Value));
        }
        Decide(
            nameof(RunPlan.UsesMpi), usesMpi,
            usesMpi ? $"{executable} is RELION's program for MPI" : $"{executable} is the threads-only program");
        int ranks = usesMpi ? told?.Value ?? 0 : 1;
        if (usesMpi && told is null) _problems.Add(ImportErrors.RanksUnknown(_place));
        if (usesMpi && told is not null) Decide(nameof(RunPlan.Ranks), ranks, "the leader among them", told.Source);
        int nodes = usesMpi ? Nodes(facts, ranks) : 1;
        int threads = Number(OptionTable.Threads, nameof(RunPlan.ThreadsPerRank));
        int pool = Number(OptionTable.Pool, nameof(RunPlan.Pool));
        return new RunPlan
        {
            NodeCount = nodes,
            ComputeRanksPerNode = usesMpi ? (Math.Max(0, ranks - 1) + nodes - 1) / nodes : 1,
            Ranks = ranks,
            ThreadsPerRank = threads,
            Pool = pool,
            UsesMpi = usesMpi,
            Hosts = facts.Hosts?.Value ?? [],
            HostFile = facts.HostFile?.Value,
            Decisions = [.. _decisions],
        };
    }

    /// <summary>The nodes, as told, by the hosts' names, or by the ranks that each has.</summary>
    private int Nodes(StartFacts facts, int ranks)
    {
        if (facts.Hosts is { } hosts)
        {
            Decide(nameof(RunPlan.NodeCount), hosts.Value.Count, string.Join(", ", hosts.Value), hosts.Source);
            return hosts.Value.Count;
        }
        if ((facts.Nodes ?? _context.Facts.Nodes) is { } nodes)
        {
            Decide(nameof(RunPlan.NodeCount), nodes.Value, "as told", nodes.Source);
            return nodes.Value;
        }
        if (facts.RanksPerNode is { } each && ranks > 0)
        {
            // The guide's launcher puts the leader beside the compute ranks of the first node (guide 3.4).
            bool isBeside = ranks > 1 && (ranks - 1) % each.Value == 0;
            int count = isBeside ? (ranks - 1) / each.Value : (ranks + each.Value - 1) / each.Value;
            Decide(nameof(RunPlan.NodeCount), count, $"{ranks} ranks, {each.Value} a node", each.Source);
            return count;
        }
        Decide(nameof(RunPlan.NodeCount), 1, "nothing tells of more");
        return 1;
    }

    /// <summary>The value of an option, and RELION's own default, 1, where it is left out.</summary>
    private int Number(string flag, string name)
    {
        if (ArgumentReader.ValueOf(_line.Arguments, flag) is not { } text)
        {
            Decide(name, 1, $"{flag} is left out: RELION's own default");
            return 1;
        }
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0;
        if (!isNumber) _problems.Add(ImportErrors.NumberUnknown(flag, text, "1"));
        Decide(name, isNumber ? value : 1, $"{flag} {text}");
        return isNumber ? value : 1;
    }

    private string Mpi()
    {
        (string dialect, string reason) = DialectSigns.Of(_line);
        Decide(nameof(RefineCommand.Mpi), dialect, reason);
        return dialect;
    }

    private Acceleration AccelerationOfLine()
    {
        Acceleration acceleration = _line.Arguments.Contains(OptionTable.Gpu) ? Acceleration.Gpu
            : _line.Arguments.Contains(OptionTable.Cpu) ? Acceleration.Cpu
            : Acceleration.None;
        Decide(
            nameof(RefineCommand.Acceleration), acceleration,
            acceleration switch
            {
                Acceleration.Gpu => OptionTable.Gpu,
                Acceleration.Cpu => OptionTable.Cpu,
                _ => $"neither {OptionTable.Cpu} nor {OptionTable.Gpu}",
            });
        return acceleration;
    }

    /// <summary>
    /// The project's folder, as files beside the command tell it; else the folder that the script changes into, that of
    /// the file, or for text that was given the folder of who asks.
    /// </summary>
    private string WorkingDirectory(RefineOptions options)
    {
        string home = _context.Path is { } path ? Path.GetDirectoryName(path) ?? "/" : _context.CurrentDirectory;
        string? told = _line.Folder ?? _line.Facts.Folder?.Value;
        if (told is not null && !told.Contains('$') && !told.Contains('~'))
        {
            string folder = KernelPath.Full(home, told);
            Decide(nameof(RefineCommand.WorkingDirectory), folder, $"it changes into '{told}'");
            return folder;
        }
        if (_context.Kind == CommandSource.CommandLine) return home;
        if (_context.Project is { } project)
        {
            Decide(nameof(RefineCommand.WorkingDirectory), project, "the folder of RELION's project");
            return project;
        }
        if (ProjectFolder.Below(home, options.OutputRoot) is { } above && above != home)
        {
            Decide(nameof(RefineCommand.WorkingDirectory), above, $"--o {options.OutputRoot} is below it");
            return above;
        }
        if (ProjectFolder.Above(home) is { } marked)
        {
            Decide(nameof(RefineCommand.WorkingDirectory), marked, "RELION's GUI has its files there");
            return marked;
        }
        Decide(nameof(RefineCommand.WorkingDirectory), home, "the folder of the file; nothing tells of another one");
        if (_context.Kind != CommandSource.Script) _problems.Add(ImportErrors.ProjectUnknown(home));
        return home;
    }

    private void Decide(string name, object value, string reason, string? source = null) =>
        _decisions.Add(new Decision(name, value, Rule, reason, source is null ? _place : $"{source} ({_place})"));
}
