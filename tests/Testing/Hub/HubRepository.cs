using System.Security.Cryptography;
using System.Text;

namespace AttentionViz.Testing.Hub;

/// <summary>A model repository with one commit to each revision.</summary>
public sealed class HubRepository
{
    private readonly Dictionary<string, Dictionary<string, HubFile>> _revisions = [];

    /// <summary>Files of the main branch, by path.</summary>
    public Dictionary<string, HubFile> Files => Revision("main");

    /// <summary>When set, only this token opens it.</summary>
    public string? Token { get; set; }

    /// <summary>Lists its files to all and gives them to none.</summary>
    public bool Gated { get; set; }

    public Dictionary<string, HubFile> Revision(string name)
    {
        if (!_revisions.TryGetValue(name, out var files)) _revisions[name] = files = [];
        return files;
    }

    /// <summary>Null when there is no such branch, tag or commit.</summary>
    public Dictionary<string, HubFile>? Find(string revision) =>
        _revisions.GetValueOrDefault(revision) ?? _revisions.FirstOrDefault(r => CommitOf(r.Key) == revision).Value;

    /// <summary>Commit of a revision, or the commit itself.</summary>
    public string CommitOf(string revision) =>
        _revisions.ContainsKey(revision) ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(revision)))[..40] : revision;
}
