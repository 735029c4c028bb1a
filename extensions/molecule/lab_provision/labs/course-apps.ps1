Write-Output "installed"
