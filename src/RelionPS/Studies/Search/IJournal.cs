namespace RelionPS.Studies.Search;

/// <summary>What is known of earlier runs, and where new ones are kept.</summary>
internal interface IJournal
{
    /// <summary>The run's outcome from an earlier call; null where it has to run.</summary>
    Trial? Find(TrialKey key);

    /// <summary>Keeps the outcome for good before it returns.</summary>
    void Append(Trial trial);
}
