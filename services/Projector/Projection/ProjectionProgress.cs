namespace AttentionViz.Projector.Projection;

/// <summary>Told how far a stage is: 0 when it starts, 1 when it is done. Called on the thread that does the work.</summary>
/// <param name="stage"><c>align</c>, <c>components</c>, <c>neighbours</c>, <c>attended</c> (where attention guides a map), a map's name such as <c>tsne-2d</c>, or <c>fidelity</c>.</param>
/// <param name="fraction">Share of the stage done, in [0, 1].</param>
public delegate void ProjectionProgress(string stage, double fraction);
