# The applications of the course
Write-Output "ready"
